/*
 * process/wait - what a parent learns of its children: a status, taken apart
 *
 *     $ ./process/wait
 *     child 1: status 0x0300: exited with status 3
 *     child 2: status 0x000f: killed by signal 15 (Terminated)
 *     child 3: status 0x137f: stopped by signal 19 (Stopped (signal))
 *     child 3: status 0xffff: continues
 *     child 3: status 0x0009: killed by signal 9 (Killed)
 *     wait: No child process...
 *
 * waitpid(2) fills in one int for all that can happen to a child; the macros
 * take it apart. It tells of the end, by exit or by a signal, and if asked
 * (WUNTRACED, WCONTINUED) of being stopped and of going on, as job control in a
 * shell needs it. Only the last 8 bits of an exit status survive: child 1 exits
 * with 259, which is 256 + 3. When there are no children left, waiting fails.
 *
 * See also: process/zombie.c, lab/children.h; wait(2), kill(2), signal(7)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

/* Waits until something has happened to CHILD, the Nth, and says what. */
static void tell(int n, pid_t child)
{
	int status;

	if (waitpid(child, &status, WUNTRACED | WCONTINUED) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	printf("child %d: status 0x%04x: ", n, (unsigned int)status);
	if (WIFEXITED(status))
		printf("exited with status %d\n", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		printf("killed by signal %d (%s)%s\n", WTERMSIG(status),
		       strsignal(WTERMSIG(status)), WCOREDUMP(status) ? ", core dumped" : "");
	else if (WIFSTOPPED(status))
		printf("stopped by signal %d (%s)\n", WSTOPSIG(status),
		       strsignal(WSTOPSIG(status)));
	else if (WIFCONTINUED(status))
		printf("continues\n");
}

/* Starts a child that ends with SIG, or stops with it and waits, or without one exits. */
static pid_t start(int sig)
{
	const pid_t child = lab_fork();

	if (child > 0)
		return child;
	if (sig == 0)
		_exit(259);
	signal(sig, SIG_DFL); /* the program that started us may have ignored or blocked it */
	sigprocmask(SIG_SETMASK, &(sigset_t){ 0 }, NULL);
	raise(sig);
	for (;;)
		pause();
}

static void send(int sig, pid_t child)
{
	if (kill(child, sig) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)child);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: wait [-h]\nShows every kind of status that a child can have.\n");
	tell(1, start(0));
	tell(2, start(SIGTERM));

	const pid_t third = start(SIGSTOP);
	tell(3, third);
	send(SIGCONT, third);
	tell(3, third);
	send(SIGKILL, third);
	tell(3, third);

	if (wait(NULL) == -1)
		printf("wait: %s\n", strerror(errno));
	return EXIT_SUCCESS;
}
