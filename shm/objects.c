/*
 * shm/objects - create, list, show and remove objects of shared memory
 *
 *     $ ./shm/objects create notes 8192
 *     $ ./shm/hello_producer
 *     $ ./shm/objects list
 *     hello: 4096 bytes, mode 600
 *     notes: 8192 bytes, mode 600
 *     $ ./shm/objects show hello
 *     mode 600, 4096 bytes, those that are not 0:
 *            0  48 65 6c 6c 6f 57 6f 72 6c 64 21 00 00 00 00 00  HelloWorld!.....
 *     $ ./shm/objects remove notes; ./shm/objects remove hello
 *
 * For SysV objects there are ipcs(1) and ipcrm(1). They do not see these: on Linux
 * an object of POSIX shared memory is a file in /dev/shm, a file system without a
 * disk, so ls(1) and rm(1) serve. As with any file, to remove it takes its name
 * away: a process that has it mapped keeps the memory until it unmaps it or ends.
 *
 * Other programs have their objects there too. This one knows only the lab's: NAME
 * is what follows /ipc-lab.UID. in the object's name.
 *
 * See also: shm/hello_producer.c; shm_overview(7), shm_open(3), ftruncate(2),
 * shm_unlink(3), stat(2)
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char *prefix; /* of the lab's names, without the slash: files have none */

static void create(const char *name, off_t size)
{
	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

	if (fd == -1)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (ftruncate(fd, size) == -1) {
		warn("ftruncate %s", name);
		shm_unlink(name);
		exit(EXIT_FAILURE);
	}
}

static int is_ours(const struct dirent *entry)
{
	return strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
}

static void list(void)
{
	struct dirent **entries;
	struct stat st;
	const int count = scandir("/dev/shm", &entries, is_ours, alphasort);

	if (count == -1)
		err(EXIT_FAILURE, "scandir /dev/shm");
	for (int i = 0; i < count; i++) {
		char path[sizeof("/dev/shm/") + sizeof(entries[i]->d_name)];
		snprintf(path, sizeof(path), "/dev/shm/%s", entries[i]->d_name);
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode)) /* it may be gone by now */
			printf("%s: %lld bytes, mode %03o\n", entries[i]->d_name + strlen(prefix),
			       (long long)st.st_size, st.st_mode & 0777);
		free(entries[i]);
	}
	free(entries);
}

static void show(const char *name)
{
	static const unsigned char zeros[16];
	unsigned char bytes[16];
	struct stat st;
	int fd = shm_open(name, O_RDONLY, 0);
	ssize_t n;

	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "shm_open %s", name);
	printf("mode %03o, %lld bytes, those that are not 0:\n", st.st_mode & 0777,
	       (long long)st.st_size);
	/* Mapped, it could shrink under us (SIGBUS). It is a file, and read(2) takes what there is. */
	for (size_t at = 0; (n = read(fd, bytes, sizeof(bytes))) > 0; at += (size_t)n) {
		if (memcmp(bytes, zeros, (size_t)n) == 0)
			continue;
		printf("%8zu ", at);
		for (ssize_t i = 0; i < n; i++)
			printf(" %02x", bytes[i]);
		printf("  ");
		for (ssize_t i = 0; i < n; i++)
			putchar(isprint(bytes[i]) ? bytes[i] : '.');
		putchar('\n');
	}
	if (n == -1)
		err(EXIT_FAILURE, "read %s", name);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: objects [-h] list | create NAME SIZE | show NAME | remove NAME\n"
		   "Handles the lab's objects of shared memory. SIZE is in bytes.\n");
	const int operands = argc - optind;
	const char *const command = operands > 0 ? argv[optind] : "";
	const char *const name = operands > 1 ? lab_name(argv[optind + 1]) : NULL;
	prefix = lab_name("") + 1;

	if (operands == 3 && strcmp(command, "create") == 0) {
		create(name, lab_number(argv[optind + 2], 0, 1L << 40, "size"));
	} else if (operands == 1 && strcmp(command, "list") == 0) {
		list();
	} else if (operands == 2 && strcmp(command, "show") == 0) {
		show(name);
	} else if (operands == 2 && strcmp(command, "remove") == 0) {
		if (shm_unlink(name) == -1)
			err(EXIT_FAILURE, "shm_unlink %s", name);
	} else {
		lab_wrong_usage("no such command, or the wrong number of arguments");
	}
	return EXIT_SUCCESS;
}
