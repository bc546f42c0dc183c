/*
 * process/exec - the same process with another program in it: what survives execve
 *
 *     $ ./process/exec 'two words' ''
 *     before: process ..., number is 2
 *     before: descriptors ... and ... are open, the second one close-on-exec
 *     before: SIGUSR1 has a handler, SIGUSR2 is ignored, SIGTERM is blocked
 *     after:  process ..., number is 1
 *     after:  argument 0 is 'after'
 *     after:  argument 1 is 'two words'
 *     after:  argument 2 is ''
 *     after:  environment: KEPT=... CLOSED=...
 *     after:  descriptor ... is open
 *     after:  descriptor ... is closed
 *     after:  SIGUSR1 has its default action, SIGUSR2 is ignored, SIGTERM is blocked
 *
 * execve(2) puts a new program into the process that calls it, and does not
 * return: there is nothing left to return to. Memory and handlers are gone with
 * the old program. What the kernel holds for the process stays: its ID and its
 * parent, its descriptors, which signals are ignored or blocked. The shell's
 * redirections live on that: open, dup2, exec. A descriptor with the flag
 * close-on-exec is closed; set it (O_CLOEXEC) wherever you do not mean to pass
 * one on. Arguments and environment are handed over as they are; no shell looks
 * at them.
 *
 * Here the new program is the old one again, which is told by its name.
 *
 * See also: process/fork.c, process/spawn.c, pipe/launch.c; execve(2), exec(3), open(2)
 */
#include <fcntl.h>
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: exec [-h] [ARGUMENT...]\n"
			    "Executes itself with each ARGUMENT, and shows what is left of it.\n";

extern char **environ;

static int number = 1;

static void handler(int sig)
{
	(void)sig;
}

static const char *disposition(int sig)
{
	struct sigaction now;

	sigaction(sig, NULL, &now);
	return now.sa_handler == SIG_DFL   ? "has its default action"
	       : now.sa_handler == SIG_IGN ? "is ignored"
					   : "has a handler";
}

static void show_signals(const char *when)
{
	sigset_t blocked;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	printf("%s SIGUSR1 %s, SIGUSR2 %s, SIGTERM is %s\n", when, disposition(SIGUSR1),
	       disposition(SIGUSR2), sigismember(&blocked, SIGTERM) ? "blocked" : "not blocked");
}

static void show_descriptor(const char *name)
{
	const char *const fd = getenv(name);

	if (fd)
		printf("after:  descriptor %s is %s\n", fd,
		       fcntl(atoi(fd), F_GETFD) == -1 ? "closed" : "open");
}

static void after(char **argv)
{
	printf("after:  process %ld, number is %d\n", (long)getpid(), number);
	for (int i = 0; argv[i]; i++)
		printf("after:  argument %d is '%s'\n", i, argv[i]);
	printf("after:  environment:");
	for (char **variable = environ; *variable; variable++)
		printf(" %s", *variable);
	printf("\n");
	show_descriptor("KEPT");
	show_descriptor("CLOSED");
	show_signals("after: ");
}

int main(int argc, char **argv)
{
	char kept[32], closed[32], name[] = "after";
	char *environment[] = { kept, closed, NULL };
	sigset_t term;

	if (argc > 0 && strcmp(argv[0], name) == 0) {
		lab_prepare_streams(); /* what was registered with atexit(3) is gone, too */
		after(argv);
		return EXIT_SUCCESS;
	}
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);

	const int first = open("/dev/null", O_RDONLY);
	const int second = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (first == -1 || second == -1)
		err(EXIT_FAILURE, "open /dev/null");
	number = 2;
	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	printf("before: process %ld, number is %d\n", (long)getpid(), number);
	printf("before: descriptors %d and %d are open, the second one close-on-exec\n", first,
	       second);
	show_signals("before:");

	snprintf(kept, sizeof(kept), "KEPT=%d", first);
	snprintf(closed, sizeof(closed), "CLOSED=%d", second);
	argv[--optind] = name; /* what comes after it are our arguments */
	execve("/proc/self/exe", argv + optind, environment);
	err(EXIT_FAILURE, "execve /proc/self/exe");
}
