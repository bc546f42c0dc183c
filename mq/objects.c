/*
 * mq/objects - make, fill, look at, read, list and remove message queues by hand
 *
 *     $ ./mq/objects create box 4 32
 *     $ ./mq/objects send box 'not urgent'; ./mq/objects send box 'urgent' 9
 *     $ ./mq/objects show box
 *     /ipc-lab...box: 2 of 4 messages of up to 32 bytes, mode 600, user ...
 *     $ ./mq/objects receive box; ./mq/objects receive box
 *     9: urgent
 *     0: not urgent
 *     $ ./mq/objects receive box
 *     objects: mq_receive /ipc-lab...box: Resource temporarily unavailable
 *     $ ./mq/objects remove box; ./mq/objects show box
 *     objects: mq_open /ipc-lab...box: No such file or directory
 *
 * A queue belongs to no process. Each of these commands is a process of its own, and
 * what it does is there for the next. No shell command can do it, and ipcs(1), which
 * lists SysV's queues, does not know of these. They are a file system of their own
 * without being in any directory, unless root mounts it: list then looks there.
 *
 * See also: mq/limits.c, sysv/objects.c; mq_overview(7), mq_unlink(3), mq_getattr(3)
 */
#include <dirent.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: objects [-h] list | create NAME [MESSAGES BYTES] | send NAME TEXT [PRIORITY] | "
	"receive|show|remove NAME\n"
	"Makes, fills, reads, lists and removes message queues of the lab.\n";

static const char *name;

static mqd_t open_queue(int flags, struct mq_attr *attr)
{
	mqd_t queue = mq_open(name, flags | O_NONBLOCK, 0600, attr);

	if (queue == -1 || (!(flags & O_CREAT) && mq_getattr(queue, attr) == -1))
		err(EXIT_FAILURE, "mq_open %s", name);
	return queue;
}

static void receive(void)
{
	struct mq_attr attr;
	unsigned int priority;
	mqd_t queue = open_queue(O_RDONLY, &attr);
	static char *text; /* (static, so that it is not lost when err() ends the program) */
	text = malloc((size_t)attr.mq_msgsize);
	ssize_t n = text ? mq_receive(queue, text, (size_t)attr.mq_msgsize, &priority) : -1;

	if (n == -1)
		err(EXIT_FAILURE, "mq_receive %s", name);
	printf("%u: %.*s\n", priority, (int)n, text);
	free(text);
}

static void show(void)
{
	struct mq_attr attr;
	struct stat st;

	if (fstat(open_queue(O_RDONLY, &attr), &st) == -1)
		err(EXIT_FAILURE, "fstat %s", name);
	printf("%s: %ld of %ld messages of up to %ld bytes, mode %03o, user %ld\n", name,
	       attr.mq_curmsgs, attr.mq_maxmsg, attr.mq_msgsize, (unsigned int)st.st_mode & 07777,
	       (long)st.st_uid);
}

static void list(void)
{
	DIR *directory = opendir("/dev/mqueue");

	if (!directory)
		err(EXIT_FAILURE, "opendir /dev/mqueue (mount -t mqueue none /dev/mqueue)");
	for (struct dirent *entry; (entry = readdir(directory));)
		if (strncmp(entry->d_name, "ipc-lab.", 8) == 0)
			printf("/%s\n", entry->d_name);
	closedir(directory);
}

int main(int argc, char **argv)
{
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 128 };
	unsigned int priority = 0;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	const char *command = argv[optind] ? argv[optind] : "";
	char **operand = argv + optind + 1;
	const int operands = argc - optind - 1;
	if (operands > 0)
		name = lab_name(operand[0]);

	if (strcmp(command, "create") == 0 && (operands == 1 || operands == 3)) {
		if (operands == 3) {
			attr.mq_maxmsg = lab_number(operand[1], 1, 65536, "messages");
			attr.mq_msgsize = lab_number(operand[2], 1, 16777216, "bytes");
		}
		open_queue(O_RDWR | O_CREAT | O_EXCL, &attr);
	} else if (strcmp(command, "send") == 0 && (operands == 2 || operands == 3)) {
		if (operands == 3)
			priority = (unsigned int)lab_number(operand[2], 0, 32767, "priority");
		if (mq_send(open_queue(O_WRONLY, &attr), operand[1], strlen(operand[1]),
			    priority) == -1)
			err(EXIT_FAILURE, "mq_send %s", name);
	} else if (strcmp(command, "receive") == 0 && operands == 1) {
		receive();
	} else if (strcmp(command, "show") == 0 && operands == 1) {
		show();
	} else if (strcmp(command, "remove") == 0 && operands == 1) {
		if (mq_unlink(name) == -1)
			err(EXIT_FAILURE, "mq_unlink %s", name);
	} else if (strcmp(command, "list") == 0 && operands == 0) {
		list();
	} else {
		lab_wrong_usage("no such command, or too few or too many arguments");
	}
	return EXIT_SUCCESS;
}
