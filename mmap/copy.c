/*
 * mmap/copy - cp by mmap, one memcpy from file to file, or by read and write
 *
 *     $ copy=$(mktemp)
 *     $ ./mmap/copy mmap/copy "$copy" && cmp mmap/copy "$copy" && echo the same
 *     the same
 *     $ ./mmap/copy -r mmap/copy "$copy" && cmp mmap/copy "$copy" && echo the same
 *     the same
 *     $ ./mmap/copy "$copy" "$copy"; rm "$copy"
 *     copy: ... and ... are the same file
 *
 * With both files mapped, copying is memcpy(3). read(2) and write(2) copy each byte
 * twice, into a buffer and out of it (-r); mmap copies it once, but has a page fault for
 * every few pages. Which takes longer is for your machine to say: time(1) both.
 *
 * What write(2) would return as an error is a SIGBUS in memory. So room on the disk is
 * asked for before. A file that becomes shorter while it is read cannot be helped: then
 * SIGBUS ends the program. As after any failure the copy is removed first. Of nothing
 * mmap makes no mapping (EINVAL): an empty file is a case of its own.
 *
 * Permissions are those of FROM less the umask, as with cp(1).
 *
 * See also: mmap/random_read.c, mmap/truncated.c; mmap(2), posix_fallocate(3),
 * copy_file_range(2) (the kernel can do it alone)
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: copy [-hr] FROM TO\n"
			    "Copies by mmap, or with -r by read and write.\n";
static const char *from, *to;
static volatile sig_atomic_t incomplete = true; /* what is at TO so far */

static void remove_copy(void)
{
	if (incomplete)
		unlink(to);
}

static void stop(int sig)
{
	static const char text[] = "copy: SIGBUS: FROM became shorter, or cannot be read\n";

	if (sig == SIGBUS && write(STDERR_FILENO, text, strlen(text)) == -1)
		sig = SIGBUS; /* there is nobody to tell */
	remove_copy();
	lab_end_by(sig);
}

static int open_regular(const char *path, int flags, mode_t mode, struct stat *st)
{
	int fd = open(path, flags | O_NONBLOCK | O_CLOEXEC, mode); /* or a FIFO would block */

	if (fd == -1 || fstat(fd, st) == -1)
		err(EXIT_FAILURE, "open %s", path);
	if (!S_ISREG(st->st_mode))
		errx(EXIT_FAILURE, "open %s: not a regular file", path);
	return fd;
}

static void copy_by_read(int in, int out)
{
	static char buffer[128 * 1024];
	ssize_t got, put;

	while ((got = read(in, buffer, sizeof(buffer))) > 0)
		for (ssize_t done = 0; done < got; done += put) {
			put = write(out, buffer + done, (size_t)(got - done));
			if (put == -1)
				err(EXIT_FAILURE, "write %s", to);
		}
	if (got == -1)
		err(EXIT_FAILURE, "read %s", from);
}

static void copy_by_mmap(int in, int out, size_t size)
{
	if ((errno = posix_fallocate(out, 0, (off_t)size)) != 0)
		err(EXIT_FAILURE, "posix_fallocate %s", to);
	char *source = mmap(NULL, size, PROT_READ, MAP_PRIVATE, in, 0);
	char *target = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, out, 0);
	if (source == MAP_FAILED || target == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s and %s", from, to);
	memcpy(target, source, size);
}

int main(int argc, char **argv)
{
	const struct sigaction no_page = { .sa_handler = stop };
	struct stat source, target;
	bool by_read = false;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	while (lab_getopt(argc, argv, "r", true, usage) != -1)
		by_read = true;
	if (argc - optind != 2)
		lab_wrong_usage("needs two operands, FROM and TO");
	from = argv[optind];
	to = argv[optind + 1];

	int in = open_regular(from, O_RDONLY, 0, &source);
	int out = open_regular(to, O_RDWR | O_CREAT, source.st_mode & 0777, &target);
	if (source.st_dev == target.st_dev && source.st_ino == target.st_ino)
		errx(EXIT_FAILURE, "%s and %s are the same file", from, to); /* and still whole */

	atexit(remove_copy);
	lab_on_stop(stop);
	sigaction(SIGBUS, &no_page, NULL);
	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of the call */
	if (ftruncate(out, 0) == -1)
		err(EXIT_FAILURE, "ftruncate %s", to);
	if (by_read || source.st_size == 0) /* what /proc has no size for may still be read */
		copy_by_read(in, out);
	else
		copy_by_mmap(in, out, (size_t)source.st_size);
	if (close(out) == -1)
		err(EXIT_FAILURE, "close %s", to);
	incomplete = false;
	return EXIT_SUCCESS;
}
