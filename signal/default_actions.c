/*
 * signal/default_actions - list all signals, and what each does by default
 *
 *     $ ./signal/default_actions | grep -wE 'SIG(HUP|KILL|SEGV|CHLD|CONT|STOP)'
 *     ... SIGHUP       terminate
 *     ... SIGKILL      terminate - cannot be caught
 *     ... SIGSEGV      terminate, core dump
 *     ... SIGCHLD      ignore
 *     ... SIGCONT      continue
 *     ... SIGSTOP      stop - cannot be caught
 *
 * The table is not copied from a book: for each signal a child keeps the default
 * action and sends the signal to itself, and the parent looks what became of it
 * (waitpid(2)). If nothing did, a stopped child is sent it: does it continue? Only
 * which of them dump core is taken from signal(7): asking would leave core files.
 *
 * SIGCONT continues a stopped process even if it is caught or ignored; its default action
 * adds nothing. Those from 32 to below SIGRTMIN the C library keeps for its threads and
 * lets nobody catch; the kernel would.
 *
 * See also: signal/signal_names.h, signal/uncatchable.c, signal/stop_continue.c; signal(7)
 */
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static void handler(int sig)
{
	(void)sig;
}

/* Starts a child with all actions at their defaults, which sends itself SIG. */
static pid_t start_child(int sig)
{
	const pid_t child = lab_fork();
	sigset_t all;

	if (child > 0)
		return child;
	lab_no_core();
	/* Nobody could continue a group without a parent in its session: SIGTSTP would do nothing. */
	setpgid(0, 0);
	for (int i = 1; i <= SIGRTMAX; i++)
		signal(i, SIG_DFL); /* fails for those that have no other */
	sigfillset(&all);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	kill(getpid(), sig);
	if (sig == SIGSTOP)
		pause(); /* an end at once would hide from the parent that it was continued */
	_exit(EXIT_SUCCESS);
}

/* Does SIG continue a process that is stopped? */
static bool continues(int sig)
{
	const pid_t child = start_child(SIGSTOP);
	int status;

	if (waitpid(child, &status, WUNTRACED) == -1 || kill(child, sig) == -1)
		err(EXIT_FAILURE, "waitpid or kill %ld", (long)child);
	return waitpid(child, &status, WNOHANG | WCONTINUED) == child;
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
	if (WIFEXITED(status))
		return continues(sig) ? "continue" : "ignore";
	return "stop"; /* it is killed when this program ends */
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: default_actions [-h]\nLists all signals with their default actions.\n");
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	for (int sig = 1; sig <= SIGRTMAX; sig++) {
		void (*const before)(int) = signal(sig, handler);
		const bool catchable = before != SIG_ERR && signal(sig, before) != SIG_ERR;
		printf("%2d %-12s %s%s\n", sig, signal_name(sig), default_action(sig),
		       catchable                     ? ""
		       : sig >= 32 && sig < SIGRTMIN ? " - kept by the C library"
						     : " - cannot be caught");
	}
	return EXIT_SUCCESS;
}
