/*
 * server/daemonize - become a daemon by hand, step by step
 *
 *     $ ./server/daemonize
 *     daemonize: process ... is ready
 *     $ ./server/daemonize
 *     daemonize: process ... is running already
 *     $ kill $(cat $(./lab/path daemonize.pid))
 *
 * A daemon belongs to no terminal and to nobody's session, so that it runs on when they
 * end. Each step below cuts one tie to where it was started. The process that was started
 * waits on a pipe until the daemon is ready, and ends with its status: 0, or 1 if it could
 * not start, and then the reason was still said on the terminal.
 *
 * What keeps a second one out is not the PID file, but a lock on it. The kernel lets go of
 * it when the daemon ends, in whatever way, and tells which process holds it. SIGHUP lets the daemon
 * read its configuration again, SIGTERM ends it. It speaks to syslog(3), or into a file.
 *
 * See also: server/daemon.c, server/README.md; daemon(7), setsid(2), fcntl(2) on
 * locks, sigwaitinfo(2), syslog(3)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <syslog.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: daemonize [-h] [-c CONFIGURATION] [-l LOG] [-s SECONDS]\n"
	"Starts a daemon. It ends by SIGTERM, or when no signal came for SECONDS (600).\n";

static const char *pid_path, *configuration;

/* Of all that a configuration may hold, this daemon knows the first line. */
static char setting[128] = "none";

static bool read_configuration(void)
{
	FILE *file = configuration ? fopen(configuration, "re") : NULL;
	const bool found = file && fscanf(file, "%127[^\n]", setting) == 1;

	if (file)
		fclose(file);
	return found;
}

/* Writes our process ID into the PID file, and locks it for as long as we live. */
static void take_pid_file(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat st;

	/* Not before: another program that ends removes the lab's directory if it is empty. */
	pid_path = lab_path("daemonize.pid");
	int fd = open(pid_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", pid_path);
	const bool locked = fcntl(fd, F_SETLK, &lock) == 0;
	if (!locked && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		errx(EXIT_FAILURE, "process %ld is running already", (long)lock.l_pid);
	if (!locked || fstat(fd, &st) == -1 || st.st_nlink == 0 || ftruncate(fd, 0) == -1 ||
	    dprintf(fd, "%ld\n", (long)getpid()) < 0)
		errx(EXIT_FAILURE, "%s: not written, or just removed by the one before", pid_path);
}

int main(int argc, char **argv)
{
	struct timespec patience = { .tv_sec = 600 };
	sigset_t signals;
	int option, sig, ready[2], log = -1;
	pid_t pid;

	if (syscall(SYS_close_range, 3U, ~0U, 0U) == -1) /* what we were started with is not ours */
		warn("close_range");
	lab_prepare_streams();
	while ((option = lab_getopt(argc, argv, "c:l:s:", false, usage)) != -1)
		if (option == 's')
			patience.tv_sec = lab_number(optarg, 1, 86400, "SECONDS");
		else if (option == 'c'
				 ? !(configuration = realpath(optarg, NULL))
				 : (log = open(optarg, O_WRONLY | O_APPEND | O_CREAT, 0600)) == -1)
			err(EXIT_FAILURE, "open %s", optarg);
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null == -1 || pipe2(ready, O_CLOEXEC) == -1 || (pid = fork()) == -1)
		err(EXIT_FAILURE, "open /dev/null, pipe, fork");
	if (pid > 0) { /* the shell waits for us, and then goes on */
		close(ready[1]);
		if (read(ready[0], &pid, sizeof(pid)) != sizeof(pid))
			return EXIT_FAILURE; /* the daemon has said why */
		if (printf("daemonize: process %ld is ready\n", (long)pid) < 0)
			warn("write standard output");
		_exit(EXIT_SUCCESS); /* the daemon runs, even if that could not be printed */
	}
	close(ready[0]);
	/* A session of our own, without a terminal: the child, which leads no process group, may. */
	if (setsid() == -1 || (pid = fork()) == -1)
		err(EXIT_FAILURE, "setsid, fork");
	if (pid > 0)
		_exit(EXIT_SUCCESS); /* only a session's leader gets a terminal by opening one */
	if (chdir("/") == -1)        /* so that no file system is kept from being unmounted */
		err(EXIT_FAILURE, "chdir /");
	umask(077); /* what we make is not for others, whatever it was before */

	sigemptyset(&signals);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN); /* it would come if nobody waits at the other end of the pipe */
	if (configuration && !read_configuration())
		errx(EXIT_FAILURE, "%s: no configuration in it", configuration);
	take_pid_file();
	dup2(null, STDIN_FILENO); /* up to here errors went to the terminal */
	dup2(null, STDOUT_FILENO);
	dup2(log == -1 ? null : log, STDERR_FILENO);
	openlog("daemonize", LOG_PID | (log == -1 ? 0 : LOG_PERROR), LOG_DAEMON);
	syslog(LOG_INFO, "begins, with the setting %s", setting);
	if (write(ready[1], &(pid_t){ getpid() }, sizeof(pid)) == -1)
		syslog(LOG_WARNING, "was started by somebody who has gone");
	close(ready[1]);

	while ((sig = sigtimedwait(&signals, NULL, &patience)) == SIGHUP ||
	       (sig == -1 && errno == EINTR)) /* EINTR: after SIGCONT */
		if (sig == SIGHUP)
			syslog(LOG_NOTICE, "%s the setting %s",
			       read_configuration() ? "reads anew, and has"
						    : "cannot read, and keeps",
			       setting);
	syslog(LOG_INFO, "ends: %s", sig == -1 ? "no signal for a while" : strsignal(sig));
	unlink(pid_path);
	return EXIT_SUCCESS;
}
