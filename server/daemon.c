/*
 * server/daemon - become a daemon with daemon(3), and look at what that did
 *
 *     $ ./server/daemon
 *     before: process ... in session ..., directory ..., standard output ...
 *     after: process ... in session ..., directory /, standard output /dev/null
 *
 * daemon(3) is the short form: fork, setsid, chdir to /, and /dev/null in the place of the
 * standard streams. What it leaves to you is much: other descriptors stay open (this
 * one speaks through one), and the umask stays. There is no PID file and no lock, so that
 * a second one starts as well. The shell gets status 0 before the daemon has done
 * anything, and is not told when that fails. In glibc it does not fork a second
 * time: the daemon leads its session, and opening a terminal could make that its own.
 *
 * See also: server/daemonize.c, server/README.md; daemon(3), setsid(2)
 */
#define _DEFAULT_SOURCE
#include <limits.h>
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"

/* Says on OUT where the process is. */
static void report(FILE *out, const char *when)
{
	char directory[PATH_MAX], output[PATH_MAX];
	const ssize_t length = readlink("/proc/self/fd/1", output, sizeof(output));

	if (!getcwd(directory, sizeof(directory)) || length == -1)
		err(EXIT_FAILURE, "getcwd, readlink");
	if (fprintf(out, "%s: process %ld in session %ld, directory %s, standard output %.*s\n",
		    when, (long)getpid(), (long)getsid(0), directory, (int)length, output) < 0 ||
	    fflush(out) == EOF)
		err(EXIT_FAILURE, "write");
}

int main(int argc, char **argv)
{
	struct timespec patience = { .tv_sec = 0 };
	sigset_t signals;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "s:", false,
			  "usage: daemon [-h] [-s SECONDS]\n"
			  "Becomes a daemon, which ends after SECONDS (0) or by SIGTERM.\n") != -1)
		patience.tv_sec = lab_number(optarg, 0, 86400, "SECONDS");
	FILE *out = fdopen(dup(STDOUT_FILENO), "w");
	if (!out)
		err(EXIT_FAILURE, "dup standard output");

	report(out, "before");
	if (daemon(0, 0) == -1) /* 0, 0: do change the directory, do use /dev/null */
		err(EXIT_FAILURE, "daemon");
	report(out, "after");

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	while (sigtimedwait(&signals, NULL, &patience) == -1 && errno == EINTR)
		; /* after SIGCONT */
	return EXIT_SUCCESS;
}
