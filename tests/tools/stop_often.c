/*
 * tests/tools/stop_often - stop a program at the moments that are hard to hit by hand
 *
 * stop_often early PROGRAM [ARGUMENT...]: runs it again and again and sends it SIGTERM,
 * each time a little later after its start.
 * stop_often twice ...: sends it SIGTERM when it says that it waits, and once more,
 * each time a little later after the first.
 * stop_often N ...: sends it SIGTERM when it has N children, each time a little later.
 *
 * Status 1 if it ended otherwise than by that signal, or if something that has
 * $IPC_LAB in its name was left behind once.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <glob.h>
#include <mqueue.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 40, TIMES_CHILDREN = 200 };
enum { STEP_EARLY = 100000, STEP_TWICE = 2000, STEP_CHILDREN = 1000 /* nanoseconds */ };

/* *MESSAGES becomes the read end of a pipe that is its standard error. */
static pid_t start(char **program, int *messages)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) == -1)
		err(2, "pipe");
	const pid_t child = fork();
	if (child == -1)
		err(2, "fork");
	if (child > 0) {
		close(ends[1]);
		*messages = ends[0];
		return child;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* when we are killed because it does not end */
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1 || dup2(null, STDOUT_FILENO) == -1 ||
	    dup2(ends[1], STDERR_FILENO) == -1)
		err(2, "open /dev/null");
	execv(program[0], program);
	err(2, "exec %s", program[0]);
}

/* Spins: to sleep takes the kernel longer than these few microseconds. */
static void wait_for(long nanoseconds)
{
	struct timespec begin, now;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - begin.tv_sec) * 1000000000L + now.tv_nsec - begin.tv_nsec <
	       nanoseconds);
}

/* Spins until PARENT, the process of PROGRAM, has WANTED children; proc(5). */
static void wait_for_children(const char *program, pid_t parent, long wanted)
{
	siginfo_t end = { .si_pid = 0 };
	char path[64], list[4096];
	long count = 0;

	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", (long)parent, (long)parent);
	while (count < wanted) {
		const int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd == -1)
			err(2, "open %s", path);
		const ssize_t len = read(fd, list, sizeof(list));
		close(fd);
		count = 0;
		for (ssize_t i = 0; i < len; i++)
			count += list[i] == ' '; /* behind each */
		if (waitid(P_PID, (id_t)parent, &end, WEXITED | WNOHANG | WNOWAIT) == -1)
			err(2, "waitid %ld", (long)parent);
		if (end.si_pid == parent)
			errx(2, "%s: has ended without %ld children", program, wanted);
	}
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
	const bool early = argc > 2 && strcmp(argv[1], "early") == 0;
	const bool twice = argc > 2 && strcmp(argv[1], "twice") == 0;
	const long children = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	const long step = early ? STEP_EARLY : twice ? STEP_TWICE : STEP_CHILDREN;
	const long times = children > 0 ? TIMES_CHILDREN : TIMES;
	const long user = (long)geteuid();
	char files[200], memory[200], queue[200], line[500];
	size_t wrong = 0;
	int status, messages;

	if ((!early && !twice && children < 1) || !word)
		errx(2, "usage: IPC_LAB=WORD stop_often early|twice|N PROGRAM [ARGUMENT...]");
	snprintf(files, sizeof(files), "/tmp/ipc-lab.%ld.%s*", user, word);
	snprintf(memory, sizeof(memory), "/dev/shm/*ipc-lab.%ld.%s*", user, word);
	snprintf(queue, sizeof(queue), "/ipc-lab.%ld.%s.mq", user, word);

	for (long i = 0; i < times && !wrong; i++) {
		const pid_t child = start(argv + 2, &messages);

		if (children > 0)
			wait_for_children(argv[2], child, children);
		if (twice) {
			if (read(messages, line, sizeof(line)) <= 0)
				errx(2, "%s: does not say that it waits", argv[2]);
			kill(child, SIGTERM);
		}
		wait_for(i * step);
		kill(child, SIGTERM);
		if (waitpid(child, &status, 0) == -1)
			err(2, "waitpid");
		close(messages);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM) {
			printf("stopped %s, %ld us later: wait status 0x%x\n", argv[1],
			       i * step / 1000, (unsigned int)status);
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
