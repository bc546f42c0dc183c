/*
 * signal/default_actions - list all signals, what each does by default, if it can be caught
 *
 *     $ ./signal/default_actions HUP SEGV KILL CHLD STOP CONT RTMIN+1
 *     ... SIGHUP       terminate
 *     ... SIGSEGV      terminate, core dump
 *     ... SIGKILL      terminate            cannot be caught
 *     ... SIGCHLD      ignore
 *     ... SIGSTOP      stop                 cannot be caught
 *     ... SIGCONT      continue
 *     ... SIGRTMIN+1   terminate
 *
 * The table is not copied from a book: for each signal a child keeps the default
 * action and sends the signal to itself, and the parent looks what became of it
 * (waitpid(2)). If nothing did, a stopped child is sent it: does it continue? Only
 * which of them dump core is taken from signal(7): asking would leave core files.
 *
 * "Continue" happens whatever a process has done about the signal; the default is
 * that no more than that happens. Those from 32 to below SIGRTMIN the C
 * library keeps for its threads and lets nobody catch; the kernel would.
 *
 * See also: signal/signal_names.h, signal/uncatchable.c, signal/stop_continue.c; signal(7)
 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static const char usage[] = "usage: default_actions [-h] [SIGNAL...]\n"
			    "Lists each SIGNAL, or all, with the action that it has by default.\n";

static void handler(int sig)
{
	(void)sig;
}

/* Starts a child with all actions at their defaults, which sends itself SIG. */
static pid_t start_child(int sig)
{
	const struct rlimit none = { 0 };
	const pid_t parent = getpid(), child = fork();
	sigset_t all;

	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child > 0)
		return child;

	lab_die_with(parent);
	setrlimit(RLIMIT_CORE, &none);
	/* Nobody could continue a group without a parent in its session: SIGTSTP would do nothing. */
	setpgid(0, 0);
	for (int i = 1; i <= SIGRTMAX; i++)
		signal(i, SIG_DFL); /* fails for those that have no other */
	sigfillset(&all);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	kill(getpid(), sig);
	if (sig == SIGSTOP)
		pause(); /* who continues us looks for that: to end at once would hide it */
	_exit(EXIT_SUCCESS);
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* Does SIG continue a process that is stopped? */
static bool continues(int sig)
{
	const pid_t child = start_child(SIGSTOP);
	int status;

	if (waitpid(child, &status, WUNTRACED) == -1 || kill(child, sig) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)child);
	const bool alive_again = waitpid(child, &status, WNOHANG | WCONTINUED) == child;
	end(child);
	return alive_again;
}

static bool dumps_core(int sig)
{
	return sig == SIGABRT || sig == SIGBUS || sig == SIGFPE || sig == SIGILL ||
	       sig == SIGQUIT || sig == SIGSEGV || sig == SIGSYS || sig == SIGTRAP ||
	       sig == SIGXCPU || sig == SIGXFSZ;
}

static const char *default_action(int sig)
{
	const pid_t child = start_child(sig);
	int status;

	if (waitpid(child, &status, WUNTRACED) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (WIFSIGNALED(status))
		return dumps_core(sig) ? "terminate, core dump" : "terminate";
	if (WIFSTOPPED(status)) {
		end(child);
		return "stop";
	}
	return continues(sig) ? "continue" : "ignore";
}

static void show(int sig)
{
	const struct sigaction action = { .sa_handler = handler };
	struct sigaction before;
	const bool catchable = sigaction(sig, &action, &before) == 0;

	if (catchable)
		sigaction(sig, &before, NULL);
	printf("%2d %-12s %-*s%s\n", sig, signal_name(sig), catchable ? 0 : 21, default_action(sig),
	       catchable                     ? ""
	       : sig >= 32 && sig < SIGRTMIN ? "kept by the C library"
					     : "cannot be caught");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	for (char **operand = argv + optind; *operand; operand++) {
		const int sig = signal_number(*operand);
		if (sig < 1)
			lab_wrong_usage("signal '%s': no such name or number", *operand);
		show(sig);
	}
	for (int sig = 1; !argv[optind] && sig <= SIGRTMAX; sig++)
		show(sig);
	return EXIT_SUCCESS;
}
