/*
 * signal/who - tell who sent a signal, how, and what came with it
 *
 *     $ ./signal/who
 *     SIGUSR1: kill(2) by process ... of user ...
 *     SIGCHLD: child ... exited with status 7
 *     SIGRTMIN: sigqueue(3) by process ... of user ..., value 42
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
 * Without -n a child sends the signals: SIGUSR1, then SIGRTMIN, and SIGCHLD by its end. They
 * are blocked until it has ended. Of several that are pending, the lowest number comes first.
 *
 * See also: signal/send.c, signal/child.c, signal/segv.c;
 * sigaction(2), sigqueue(3)
 */
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: who [-h] [-n COUNT]\n"
	"Tells who sends signals: a child, or with -n the first COUNT others.\n";

static siginfo_t last;
static volatile sig_atomic_t come;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info; /* all are blocked but while we wait: nobody else looks at it */
	come = 1;
}

/* Waits for a signal that is not among the BLOCKED, and tells where it came from. */
static void tell(const sigset_t *blocked)
{
	for (come = 0; !come;)
		sigsuspend(blocked);

	if (last.si_signo == SIGCHLD && last.si_code == CLD_EXITED) {
		printf("SIGCHLD: child %ld exited with status %d\n", (long)last.si_pid,
		       last.si_status);
		return;
	}
	printf("%s: %s by process %ld of user %ld",
	       last.si_signo == SIGUSR1   ? "SIGUSR1"
	       : last.si_signo == SIGCHLD ? "SIGCHLD"
					  : "SIGRTMIN",
	       last.si_code == SI_USER    ? "kill(2)"
	       : last.si_code == SI_QUEUE ? "sigqueue(3)"
					  : "otherwise",
	       (long)last.si_pid, (long)last.si_uid);
	if (last.si_code == SI_QUEUE)
		printf(", value %d", last.si_value.sival_int);
	putchar('\n');
}

/* Sends to PARENT what it is to tell. */
static _Noreturn void send_signals(pid_t parent)
{
	if (kill(parent, SIGUSR1) == -1 ||
	    sigqueue(parent, SIGRTMIN, (union sigval){ .sival_int = 42 }) == -1)
		err(EXIT_FAILURE, "send to %ld", (long)parent);
	_exit(7);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	const pid_t parent = getpid();
	sigset_t others;
	siginfo_t info;
	long count = 0;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n:", false, usage) == 'n')
		count = lab_number(optarg, 1, 1000000, "count");
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGUSR1);
	sigaddset(&action.sa_mask, SIGCHLD);
	sigaddset(&action.sa_mask, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &action.sa_mask, &others);
	sigdelset(&others, SIGUSR1);
	sigdelset(&others, SIGCHLD);
	sigdelset(&others, SIGRTMIN);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGCHLD, &action, NULL);
	sigaction(SIGRTMIN, &action, NULL);

	if (count > 0) {
		warnx("waiting for SIGUSR1, SIGCHLD or SIGRTMIN");
	} else {
		const pid_t child = lab_fork();
		if (child == 0)
			send_signals(parent);
		if (waitid(P_PID, (id_t)child, &info, WEXITED) == -1)
			err(EXIT_FAILURE, "waitid %ld", (long)child);
		count = 3;
	}
	while (count-- > 0)
		tell(&others);
	return EXIT_SUCCESS;
}
