/*
 * signal/who - tell who sent a signal, how, and what came with it
 *
 *     $ ./signal/who
 *     SIGUSR1: kill(2) by process ... of user ...
 *     SIGRTMIN: sigqueue(3) by process ... of user ..., value 42
 *     SIGCHLD: child ... exited with status 7
 *     $ ./signal/who -n 1 &
 *     who: waiting for SIGUSR1, SIGCHLD or SIGRTMIN
 *     $ ./signal/send -q 99 RTMIN $! >/dev/null; wait
 *     SIGRTMIN: sigqueue(3) by process ... of user ..., value 99
 *
 * With SA_SIGINFO the kernel hands the handler a siginfo_t. Its si_code says where
 * the signal comes from, and so which of the other fields are valid: the sender
 * and its user for kill, a value too for sigqueue, an exit status for SIGCHLD, an
 * address for SIGSEGV. The handler only copies it; printing is for outside.
 *
 * See also: signal/send.c, signal/child.c, signal/segv.c;
 * sigaction(2), sigqueue(3)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static const char usage[] = "usage: who [-h] [-n COUNT]\n"
			    "Tells who sends signals: itself, or with -n the first COUNT others.\n";

static siginfo_t last;
static volatile sig_atomic_t come;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info; /* all are blocked but while we wait: nobody else looks at it */
	come = 1;
}

/* Waits for one of the signals SIGS, and tells where it came from. */
static void tell(const sigset_t *sigs)
{
	sigset_t others;

	sigprocmask(SIG_BLOCK, NULL, &others);
	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (sigismember(sigs, sig) == 1)
			sigdelset(&others, sig);
	for (come = 0; !come;)
		sigsuspend(&others);

	printf("%s: ", signal_name(last.si_signo));
	if (last.si_code == CLD_EXITED && last.si_signo == SIGCHLD)
		printf("child %ld exited with status %d\n", (long)last.si_pid, last.si_status);
	else if (last.si_code == SI_QUEUE)
		printf("sigqueue(3) by process %ld of user %ld, value %d\n", (long)last.si_pid,
		       (long)last.si_uid, last.si_value.sival_int);
	else
		printf("%s by process %ld of user %ld\n",
		       last.si_code == SI_USER ? "kill(2)" : "otherwise", (long)last.si_pid,
		       (long)last.si_uid);
}

static void tell_one(int sig)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, sig);
	tell(&one);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigset_t all;
	long count = 0;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n:", false, usage) == 'n')
		count = lab_number(optarg, 1, 1000000, "count");
	sigemptyset(&all);
	sigaddset(&all, SIGUSR1);
	sigaddset(&all, SIGCHLD);
	sigaddset(&all, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &all, NULL);
	action.sa_mask = all; /* not one in the other's handler */
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGCHLD, &action, NULL);
	sigaction(SIGRTMIN, &action, NULL);
	if (count > 0) {
		warnx("waiting for SIGUSR1, SIGCHLD or SIGRTMIN");
		while (count-- > 0)
			tell(&all);
		return EXIT_SUCCESS;
	}

	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		if (kill(parent, SIGUSR1) == -1 ||
		    sigqueue(parent, SIGRTMIN, (union sigval){ .sival_int = 42 }) == -1)
			err(EXIT_FAILURE, "send to %ld", (long)parent);
		_exit(7);
	}
	tell_one(SIGUSR1);
	tell_one(SIGRTMIN);
	tell_one(SIGCHLD);
	if (waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	return EXIT_SUCCESS;
}
