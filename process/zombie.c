/*
 * process/zombie - a child that has ended and has not been waited for
 *
 *     $ ./process/zombie
 *     child ... has ended: State: Z (zombie)
 *     a signal still finds it
 *     it is waited for: exit status 7
 *     child ... is gone: No such process
 *     $ ./process/zombie -i
 *     nobody wants to know how the child ended: No child process...
 *     child ... is gone: No such process
 *
 * When a process ends, the kernel frees all it had but one thing: its entry in
 * the table of processes, with the exit status, which its parent may ask for.
 * Until it does (wait(2) and its kin) the process is a zombie: state Z, no
 * memory, no descriptors, and nothing more can kill it. A server that never
 * waits fills the table. A parent that is not interested says so by ignoring
 * SIGCHLD (-i): then its children leave no zombie, and waiting only tells that
 * all have ended. When the parent ends, process 1 adopts its zombies, and waits.
 *
 * See also: process/wait.c, process/orphan.c; wait(2), proc(5), sigaction(2)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: zombie [-hi]\n"
			    "Shows a child between its end and its parent's wait.\n"
			    "  -i  ignores SIGCHLD, so that there is no such state\n";

/* Prints the line of /proc/PID/status that says what state the process is in. */
static void show_state(pid_t pid)
{
	char path[64], line[128], word[32], meaning[32];

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	FILE *status = fopen(path, "r");
	if (!status)
		err(EXIT_FAILURE, "open %s", path);
	while (fgets(line, sizeof(line), status))
		if (sscanf(line, "State: %31s %31s", word, meaning) == 2)
			printf("child %ld has ended: State: %s %s\n", (long)pid, word, meaning);
	fclose(status);
}

int main(int argc, char **argv)
{
	int status;
	siginfo_t info;

	signal(SIGCHLD, SIG_DFL);
	lab_prepare_streams();
	while (lab_getopt(argc, argv, "i", false, usage) != -1)
		signal(SIGCHLD, SIG_IGN);

	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		_exit(7);
	}

	/* WNOWAIT: come back when it has ended, but leave it as it is. */
	if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0) {
		show_state(child);
		if (kill(child, 0) == 0)
			printf("a signal still finds it\n");
		if (waitpid(child, &status, 0) == -1)
			err(EXIT_FAILURE, "waitpid %ld", (long)child);
		printf("it is waited for: exit status %d\n", WEXITSTATUS(status));
	} else {
		printf("nobody wants to know how the child ended: %s\n", strerror(errno));
	}
	if (kill(child, 0) == -1)
		printf("child %ld is gone: %s\n", (long)child, strerror(errno));
	return EXIT_SUCCESS;
}
