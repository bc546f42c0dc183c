/*
 * signal/terminal - play a terminal, and see which signals it sends to whom
 *
 *     $ ./signal/terminal
 *     job 2 reads in the background: stopped by SIGTTIN
 *     Ctrl-C: job 1 ended by SIGINT
 *     a line: job 2, continued in the foreground, has read hello
 *     Ctrl-Z: job 2 stopped by SIGTSTP
 *     hangup: the session leader ended by SIGHUP
 *     hangup: job 2 ended by SIGHUP
 *
 * All that is started from one terminal is a session. Its leader, the shell, puts each
 * job into a process group of its own, and tells the terminal which group is in the
 * foreground. That one gets what is typed: lines to read, SIGINT for Ctrl-C, SIGTSTP
 * for Ctrl-Z. A job that reads in the background is stopped by SIGTTIN. The leader
 * brings it to the foreground and continues it, as fg does, and it reads on: it did not
 * get the SIGINT before, which would end it now.
 *
 * When the terminal is gone the leader gets SIGHUP. When the leader ends, SIGHUP and
 * SIGCONT go to the group in the foreground, and to each group that has a stopped
 * process in it and nobody left to continue it (an orphaned group).
 *
 * The terminal here is a pseudo-terminal, as a terminal window or sshd makes one. What
 * is written into the master is typed. The other end, the slave, is the terminal of the
 * session. Closing the master hangs up. The leader has both ends, and types itself.
 *
 * See also: signal/stop_continue.c, signal/send.c, server/daemonize.c; setsid(2),
 * setpgid(2), tcsetpgrp(3), posix_openpt(3), pty(7), credentials(7)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char *const names[] = {
	[SIGHUP] = "SIGHUP", [SIGINT] = "SIGINT", [SIGTSTP] = "SIGTSTP", [SIGTTIN] = "SIGTTIN"
};

static int master, slave;
static int heard[2]; /* a pipe: a job has read a line */

/* Waits until CHILD has ended or stopped, and says that WHO did, and by what signal. */
static void report(const char *who, pid_t child)
{
	int status;

	if (waitpid(child, &status, WUNTRACED) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	const int sig = WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status);
	printf("%s %s by %s\n", who, WIFSTOPPED(status) ? "stopped" : "ended",
	       sig <= SIGTTIN && names[sig] ? names[sig] : strsignal(sig));
}

static void type(const char *keys)
{
	if (write(master, keys, strlen(keys)) == -1)
		err(EXIT_FAILURE, "write pseudo-terminal");
}

/* Starts a job in a process group of its own. It reads until the terminal is gone. */
static pid_t start_job(const char *name, bool foreground)
{
	const pid_t child =
		fork(); /* not lab_fork(): that it ends with the terminal is our subject */
	char line[64];
	ssize_t length;

	if (child == -1)
		err(EXIT_FAILURE, "fork");
	/* Both do this, whichever comes first: neither may go on before it is done. */
	const pid_t group = child ? child : getpid();
	if (setpgid(group, group) == -1 || (foreground && tcsetpgrp(slave, group) == -1))
		err(EXIT_FAILURE, "setpgid or tcsetpgrp %ld", (long)group);
	if (child)
		return child;

	close(master); /* or the terminal would not be gone when the leader closes it */
	while ((length = read(slave, line, sizeof(line))) > 0) {
		printf("a line: %s, continued in the foreground, has read %.*s", name, (int)length,
		       line);
		if (write(heard[1], "", 1) == -1)
			break;
	}
	_exit(EXIT_SUCCESS);
}

/* It leads the session, as a shell does. */
static _Noreturn void lead_session(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGTSTP, SIGTTIN };
	sigset_t none;
	char byte;

	/* They may have been blocked or ignored before, and that is inherited. */
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_DFL);
	signal(SIGTTOU, SIG_IGN); /* or tcsetpgrp(3) in the background would stop us */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (setsid() == -1)
		err(EXIT_FAILURE, "setsid");
	slave = open(ptsname(master), O_RDWR); /* no O_NOCTTY: now it controls the session */
	if (slave == -1)
		err(EXIT_FAILURE, "open %s", ptsname(master));

	const pid_t job1 = start_job("job 1", true), job2 = start_job("job 2", false);
	report("job 2 reads in the background:", job2);
	type("\003");
	report("Ctrl-C: job 1", job1);
	if (tcsetpgrp(slave, job2) == -1 || kill(-job2, SIGCONT) == -1)
		err(EXIT_FAILURE, "tcsetpgrp or kill %ld", (long)job2);
	type("hello\n");
	if (read(heard[0], &byte, 1) != 1)
		err(EXIT_FAILURE, "read pipe");
	type("\032");
	report("Ctrl-Z: job 2", job2);
	close(master);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: terminal [-h]\nShows which signals a terminal sends to whom.\n");
	lab_time_limit(10, "the session is stuck");
	master = posix_openpt(O_RDWR | O_NOCTTY);
	if (master == -1 || grantpt(master) == -1 || unlockpt(master) == -1)
		err(EXIT_FAILURE, "posix_openpt");
	if (pipe(heard) == -1)
		err(EXIT_FAILURE, "pipe");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1) /* to be the parent of job 2 in the end */
		err(EXIT_FAILURE, "prctl PR_SET_CHILD_SUBREAPER");

	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	const pid_t leader = lab_fork();
	if (leader == 0)
		lead_session();
	close(master);
	report("hangup: the session leader", leader);
	report("hangup: job 2", -1);
	return EXIT_SUCCESS;
}
