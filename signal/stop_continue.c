/*
 * signal/stop_continue - stop a child and continue it, and see that as its parent
 *
 *     $ ./signal/stop_continue
 *     the child stopped by SIGSTOP
 *     SIGCONT: the child continued
 *     child: SIGTSTP: tidying up before I stop
 *     the child stopped by SIGTSTP
 *     SIGTERM: nothing, the child is stopped
 *     SIGCONT: the child ended by SIGTERM
 *
 * waitpid(2) tells more than the end: with WUNTRACED that a child has stopped and by
 * what, with WCONTINUED that it goes on. That is all a shell needs for Ctrl-Z, fg and
 * bg. Ctrl-Z sends SIGTSTP, which a program may catch, to put the terminal in
 * order; then it stops itself by the same signal, so that the parent sees it.
 * SIGSTOP cannot be caught. To a stopped process signals may be sent, but only
 * SIGCONT and SIGKILL act before it goes on.
 *
 * The child has a process group of its own, like each job of a shell: SIGTSTP does
 * nothing in a group that nobody is there to continue.
 *
 * See also: signal/uncatchable.c, signal/default_actions.c; waitpid(2), setpgid(2)
 */
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

/* Runs once (SA_RESETHAND), and may be interrupted by its own signal (SA_NODEFER). */
static void tidy_up_and_stop(int sig)
{
	static const char text[] = "child: SIGTSTP: tidying up before I stop\n";

	if (write(STDOUT_FILENO, text, strlen(text)) == -1)
		_exit(EXIT_FAILURE);
	raise(sig); /* the default action now: it stops here */
}

static _Noreturn void run_child(void)
{
	const struct sigaction action = { .sa_handler = tidy_up_and_stop,
					  .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };

	if (setpgid(0, 0) == -1)
		err(EXIT_FAILURE, "setpgid");
	sigaction(SIGTSTP, &action, NULL);
	raise(SIGSTOP);
	for (;;)
		pause();
}

static const char *name(int sig)
{
	return sig == SIGSTOP   ? "SIGSTOP"
	       : sig == SIGTSTP ? "SIGTSTP"
	       : sig == SIGTERM ? "SIGTERM"
				: strsignal(sig);
}

/* Waits for what happens to CHILD, of what OPTIONS ask for, and says it. */
static void say_what_happens(pid_t child, int options)
{
	int status;

	if (waitpid(child, &status, options) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (WIFCONTINUED(status))
		puts("the child continued");
	else if (WIFSTOPPED(status))
		printf("the child stopped by %s\n", name(WSTOPSIG(status)));
	else if (WIFSIGNALED(status))
		printf("the child ended by %s\n", name(WTERMSIG(status)));
	else
		errx(EXIT_FAILURE, "the child exited with status %d", WEXITSTATUS(status));
}

static void send_signal(pid_t child, int sig)
{
	if (kill(child, sig) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)child);
}

int main(int argc, char **argv)
{
	int status;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: stop_continue [-h]\nStops a child and continues it.\n");
	let_through(SIGCHLD);
	let_through(SIGTSTP);
	let_through(SIGTERM);
	const pid_t child = lab_fork();
	if (child == 0)
		run_child();
	say_what_happens(child, WUNTRACED);

	send_signal(child, SIGCONT);
	printf("SIGCONT: ");
	say_what_happens(child, WCONTINUED);
	send_signal(child, SIGTSTP);
	say_what_happens(child, WUNTRACED);
	send_signal(child, SIGTERM);
	if (waitpid(child, &status, WNOHANG) == 0)
		puts("SIGTERM: nothing, the child is stopped");
	send_signal(child, SIGCONT);
	printf("SIGCONT: ");
	say_what_happens(child, 0);
	return EXIT_SUCCESS;
}
