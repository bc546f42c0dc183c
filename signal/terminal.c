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
 * the program writes into the master is typed; what it reads from it is on the screen.
 * The other end, the slave, is the terminal of the session. Closing the master hangs up.
 *
 * See also: signal/stop_continue.c, signal/send.c, server/daemonize.c; setsid(2),
 * setpgid(2), tcsetpgrp(3), termios(3), pty(7), credentials(7)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "signal_names.h"

/* Waits until CHILD has ended or stopped, and writes TO that WHO did, and by what signal. */
static void report(FILE *to, const char *who, pid_t child)
{
	int status;

	if (waitpid(child, &status, WUNTRACED) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (WIFEXITED(status))
		errx(EXIT_FAILURE, "the child exited with status %d", WEXITSTATUS(status));
	fprintf(to, "%s %s by %s\n", who, WIFSTOPPED(status) ? "stopped" : "ended",
		signal_name(WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status)));
}

/* Starts a job in a process group of its own. It reads until the terminal is gone. */
static pid_t start_job(FILE *terminal, const char *name, bool foreground)
{
	const pid_t child = fork();
	char line[64];
	ssize_t length;

	if (child == -1)
		err(EXIT_FAILURE, "fork");
	/* Both do this, whoever comes first: neither may go on before it is done. */
	const pid_t group = child ? child : getpid();
	if (setpgid(group, group) == -1 || (foreground && tcsetpgrp(fileno(terminal), group) == -1))
		err(EXIT_FAILURE, "setpgid or tcsetpgrp %ld", (long)group);
	if (child)
		return child;

	/* No lab_die_with(): that a job ends with the terminal is what we want to see. */
	while ((length = read(fileno(terminal), line, sizeof(line))) > 0)
		fprintf(terminal, "%s, continued in the foreground, has read %.*s", name,
			(int)length, line);
	_exit(EXIT_SUCCESS);
}

/* The child of PARENT, who has MASTER: it leads the session, as a shell does. */
static _Noreturn void lead_session(pid_t parent, int master)
{
	const char *const slave = ptsname(master);
	static const int signals[] = { SIGHUP, SIGINT, SIGTSTP, SIGTTIN };
	struct termios settings;
	sigset_t none;

	lab_die_with(parent);
	close(master); /* or the terminal would not be gone when PARENT closes it */
	if (setsid() == -1)
		err(EXIT_FAILURE, "setsid");
	FILE *const terminal = fopen(slave, "r+"); /* no O_NOCTTY: now it controls the session */
	if (!terminal || tcgetattr(fileno(terminal), &settings) == -1)
		err(EXIT_FAILURE, "open %s", slave);
	settings.c_lflag = ISIG | ICANON | NOFLSH; /* signals and lines, but no echo */
	settings.c_oflag = 0;
	if (tcsetattr(fileno(terminal), TCSANOW, &settings) == -1)
		err(EXIT_FAILURE, "tcsetattr %s", slave);

	/* Whoever started us may have blocked or ignored them, and that is inherited. */
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_DFL);
	signal(SIGTTOU, SIG_IGN); /* or tcsetpgrp(3) in the background would stop us */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);

	const pid_t job1 = start_job(terminal, "job 1", true);
	const pid_t job2 = start_job(terminal, "job 2", false);
	report(terminal, "job 2 reads in the background:", job2);
	report(terminal, "job 1", job1);
	if (tcsetpgrp(fileno(terminal), job2) == -1 || kill(-job2, SIGCONT) == -1)
		err(EXIT_FAILURE, "tcsetpgrp or kill %ld", (long)job2);
	report(terminal, "job 2", job2);
	for (;;)
		pause(); /* until the terminal is gone */
}

/* Types KEYS (nothing: NULL), and prints WHAT they are and the line that then appears. */
static void type(FILE *master, const char *keys, const char *what)
{
	char line[128];

	if ((keys && write(fileno(master), keys, strlen(keys)) == -1) ||
	    !fgets(line, sizeof(line), master))
		err(EXIT_FAILURE, "write or read pseudo-terminal");
	printf("%s%s", what, line);
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: terminal [-h]\nShows which signals a terminal sends to whom.\n");
	lab_time_limit(10, "the session is stuck");
	const int fd = posix_openpt(O_RDWR | O_NOCTTY);
	FILE *const master = fd == -1 ? NULL : fdopen(fd, "r");
	if (!master || grantpt(fd) == -1 || unlockpt(fd) == -1 || !ptsname(fd))
		err(EXIT_FAILURE, "posix_openpt");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1) /* to be the parent of job 2 in the end */
		err(EXIT_FAILURE, "prctl PR_SET_CHILD_SUBREAPER");

	const pid_t leader = fork();
	if (leader == -1)
		err(EXIT_FAILURE, "fork");
	if (leader == 0)
		lead_session(parent, fd);

	type(master, NULL, "");
	type(master, "\003", "Ctrl-C: ");
	type(master, "hello\n", "a line: ");
	type(master, "\032", "Ctrl-Z: ");
	const pid_t job2 = tcgetpgrp(fd); /* the group in the foreground, of one process */
	if (job2 == -1 || fclose(master) == EOF)
		err(EXIT_FAILURE, "tcgetpgrp or close");
	report(stdout, "hangup: the session leader", leader);
	report(stdout, "hangup: job 2", job2);
	return EXIT_SUCCESS;
}
