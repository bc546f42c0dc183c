/*
 * process/fork_offset - an open file after fork: one offset, shared by parent and child
 *
 *     $ ./process/fork_offset
 *     parent: opened a file:     offset 0, O_APPEND off, close-on-exec off
 *     child:  wrote and set:     offset 5, O_APPEND on,  close-on-exec on
 *     parent: same descriptor:   offset 5, O_APPEND on,  close-on-exec off
 *     parent: opened once more:  offset 0, O_APPEND off, close-on-exec off
 *
 * A descriptor is a number that refers to an open file description in the
 * kernel, and that holds the offset and the status flags (O_APPEND, O_NONBLOCK).
 * fork(2), like dup(2), copies the descriptor, not the description: when the
 * child reads or writes, the parent's offset moves too. So several children of a
 * shell can write into one file without overwriting each other. Only the flag
 * close-on-exec belongs to the descriptor. A process that opens the file once more
 * gets a description of its own.
 *
 * See also: process/fork.c, process/exec.c; fork(2), open(2), dup(2), fcntl(2)
 */
#include <fcntl.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static void show(const char *text, int fd)
{
	const bool append = fcntl(fd, F_GETFL) & O_APPEND,
		   cloexec = fcntl(fd, F_GETFD) & FD_CLOEXEC;

	printf("%-26s offset %ld, O_APPEND %s close-on-exec %s\n", text,
	       (long)lseek(fd, 0, SEEK_CUR), append ? "on, " : "off,", cloexec ? "on" : "off");
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	char path[64];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: fork_offset [-h]\nShows what of an open file a child shares.\n");
	FILE *file = tmpfile(); /* it has no name: nothing is left behind */
	if (!file)
		err(EXIT_FAILURE, "tmpfile");
	const int fd = fileno(file);
	fcntl(fd, F_SETFD, 0);
	show("parent: opened a file:", fd);

	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		if (write(fd, "hello", 5) == -1 || fcntl(fd, F_SETFL, O_APPEND) == -1 ||
		    fcntl(fd, F_SETFD, FD_CLOEXEC) == -1)
			err(EXIT_FAILURE, "write or fcntl, a temporary file");
		show("child:  wrote and set:", fd);
		_exit(EXIT_SUCCESS);
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;
	show("parent: same descriptor:", fd);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	const int again = open(path, O_RDWR);
	if (again == -1)
		err(EXIT_FAILURE, "open %s", path);
	show("parent: opened once more:", again);
	close(again);
	fclose(file);
	return EXIT_SUCCESS;
}
