/*
 * tests/tools/stop_early - stop a program while it is still beginning
 *
 * stop_early PROGRAM: runs it again and again and sends it SIGTERM, each time a
 * little later after its start. Status 1 if it ended otherwise than by that signal,
 * or if something that has $IPC_LAB in its name was left behind once.
 */
#include <err.h>
#include <fcntl.h>
#include <glob.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 40, STEP = 100000 /* nanoseconds */ };

static pid_t start(char **program)
{
	const pid_t child = fork();

	if (child == -1)
		err(2, "fork");
	if (child > 0)
		return child;
	const int null = open("/dev/null", O_RDWR);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1 || dup2(null, STDERR_FILENO) == -1)
		err(2, "open /dev/null");
	execv(program[0], program);
	err(2, "exec %s", program[0]);
}

/* Prints what matches PATTERN, and returns how much that is. */
static size_t left_behind(const char *pattern)
{
	glob_t found;
	size_t count = 0;

	if (glob(pattern, 0, NULL, &found) == 0) {
		count = found.gl_pathc;
		for (size_t i = 0; i < count; i++)
			printf("left behind: %s\n", found.gl_pathv[i]);
		globfree(&found);
	}
	return count;
}

int main(int argc, char **argv)
{
	const char *const word = getenv("IPC_LAB");
	const long user = (long)geteuid();
	char files[200], memory[200], queue[200];
	size_t wrong = 0;
	int status;

	if (argc != 2 || !word)
		errx(2, "usage: IPC_LAB=WORD stop_early PROGRAM");
	snprintf(files, sizeof(files), "/tmp/ipc-lab.%ld.%s*", user, word);
	snprintf(memory, sizeof(memory), "/dev/shm/*ipc-lab.%ld.%s*", user, word);
	snprintf(queue, sizeof(queue), "/ipc-lab.%ld.%s.mq", user, word);

	for (long i = 0; i < TIMES && !wrong; i++) {
		const struct timespec delay = { .tv_nsec = i * STEP };
		const pid_t child = start(argv + 1);

		nanosleep(&delay, NULL);
		kill(child, SIGTERM);
		if (waitpid(child, &status, 0) == -1)
			err(2, "waitpid");
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM) {
			printf("stopped after %ld us: wait status 0x%x\n", i * STEP / 1000,
			       (unsigned int)status);
			wrong++;
		}
		wrong += left_behind(files) + left_behind(memory);
		if (mq_unlink(queue) == 0) {
			printf("left behind: queue %s\n", queue);
			wrong++;
		}
	}
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
