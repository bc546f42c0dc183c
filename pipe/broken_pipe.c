/*
 * pipe/broken_pipe - write to a pipe that nobody reads: SIGPIPE, or else EPIPE
 *
 *     $ ./pipe/broken_pipe
 *     SIGPIPE as it comes: the writer was killed by signal 13 (Broken pipe)
 *     SIGPIPE ignored:     write returned -1, errno EPIPE (Broken pipe)
 *     $ yes | true; echo "yes: ${PIPESTATUS[0]}"
 *     yes: 141
 *
 * When the last read end is closed, writing makes no sense any more. The kernel
 * sends the writer SIGPIPE, and that ends it without a word: just right for the
 * programs of a pipeline, most of which never look at what write(2) returns.
 * (The shell shows it as 141, 128 + 13.) Wrong for a server, which must not end
 * because one client has. It ignores the signal; then write fails with EPIPE.
 * Ignored signals stay ignored over exec: restore it before you start others.
 *
 * See also: pipe/producer.c, pipe/pipeline.c; pipe(7), write(2), signal(7)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

enum { READ_END, WRITE_END };

/* A child: sets what SIGPIPE does, and writes where nobody reads. */
static _Noreturn void write_in_vain(void (*action)(int), int fd)
{
	signal(SIGPIPE, action);
	if (write(fd, "hello", 5) == -1 && errno == EPIPE)
		printf("write returned -1, errno EPIPE (%s)\n", strerror(errno));
	lab_end_child();
}

static void try(const char *text, void (*action)(int))
{
	int ends[2], status;

	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	close(ends[READ_END]); /* it was the only one */
	printf("%s", text);
	fflush(stdout); /* or else the child has it in its buffer as well */

	const pid_t child = lab_fork();
	if (child == 0)
		write_in_vain(action, ends[WRITE_END]);
	close(ends[WRITE_END]);
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (WIFSIGNALED(status))
		printf("the writer was killed by signal %d (%s)\n", WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: broken_pipe [-h]\nWrites into a pipe without a reader, twice.\n");
	try("SIGPIPE as it comes: ", SIG_DFL);
	try("SIGPIPE ignored:     ", SIG_IGN);
	return EXIT_SUCCESS;
}
