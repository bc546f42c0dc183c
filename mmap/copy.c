/*
 * mmap/copy - cp by mmap, one memcpy from file to file, against read and write
 *
 *     $ copy=$(mktemp)
 *     $ ./mmap/copy mmap/copy "$copy" && cmp mmap/copy "$copy" && echo the same
 *     the same
 *     $ ./mmap/copy -t mmap/copy "$copy"
 *     copy: read and write   ... ms, ... MB/s
 *     copy: mmap             ... ms, ... MB/s
 *     $ ./mmap/copy "$copy" "$copy"; rm "$copy"
 *     copy: ... and ... are the same file
 *
 * With both files mapped, copying is memcpy(3). read(2) and write(2) copy each byte
 * twice, into a buffer and out of it; mmap copies it once, but has a page fault for
 * every few pages. Which is faster depends on the machine and the file: -t tells. -r
 * copies by read and write.
 *
 * What write(2) would return as an error is a SIGBUS in memory. So room on the disk is
 * asked for before. A file that becomes shorter while it is read cannot be helped: then
 * SIGBUS ends the program. As after any failure the copy is removed first.
 *
 * Permissions are those of FROM less the umask, as with cp(1).
 *
 * See also: mmap/random_read.c, mmap/truncated.c; mmap(2), posix_fallocate(3),
 * posix_madvise(3), copy_file_range(2) (the kernel can do it alone)
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "../lab.h"

static const char usage[] = "usage: copy [-hrt] FROM TO\n"
			    "Copies a file by mmap, with -r by read and write.\n"
			    "With -t both, and the times go to standard error.\n";

static const char *from, *to;
static bool incomplete; /* what is at TO so far */

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
	raise(sig);
}

static void copy_by_mmap(int in, int out, size_t size)
{
	char byte;

	if (size == 0) { /* mmap would say EINVAL; files in /proc have no size, but contents */
		if (read(in, &byte, 1) != 0)
			errx(EXIT_FAILURE, "mmap %s: has no size: use -r", from);
		return;
	}
	errno = posix_fallocate(out, 0, (off_t)size);
	if (errno)
		err(EXIT_FAILURE, "posix_fallocate %s", to);
	char *source = mmap(NULL, size, PROT_READ, MAP_PRIVATE, in, 0);
	if (source == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", from);
	char *target = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, out, 0);
	if (target == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", to);
	posix_madvise(source, size, POSIX_MADV_SEQUENTIAL); /* advice: it may fail */
	memcpy(target, source, size);
	munmap(target, size);
	munmap(source, size);
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

/* Copies by read and write if WHAT begins with 'r', and tells the time if TELL. */
static void copy(const char *what, bool tell, int in, int out, size_t size)
{
	struct timespec begin, end;

	if (lseek(in, 0, SEEK_SET) == -1 || lseek(out, 0, SEEK_SET) == -1 ||
	    ftruncate(out, 0) == -1)
		err(EXIT_FAILURE, "ftruncate %s", to);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	if (*what == 'r')
		copy_by_read(in, out);
	else
		copy_by_mmap(in, out, size);
	clock_gettime(CLOCK_MONOTONIC, &end);
	const double ms = (double)(end.tv_sec - begin.tv_sec) * 1e3 +
			  (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
	if (tell)
		warnx("%-16s %8.2f ms, %.0f MB/s", what, ms, (double)size / 1e3 / ms);
}

int main(int argc, char **argv)
{
	const struct sigaction no_page = { .sa_handler = stop, .sa_flags = (int)SA_RESETHAND };
	bool by_read = false, times = false;
	struct stat st, target;
	int option;

	while ((option = lab_getopt(argc, argv, "rt", true, usage)) != -1)
		*(option == 'r' ? &by_read : &times) = true;
	if (argc - optind != 2) {
		warnx("needs two operands");
		fprintf(stderr, "%.*s\n", (int)strcspn(usage, "\n"), usage);
		return 2;
	}
	from = argv[optind];
	to = argv[optind + 1];

	int in = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* or a FIFO would block */
	if (in == -1 || fstat(in, &st) == -1)
		err(EXIT_FAILURE, "open %s", from);
	if (!S_ISREG(st.st_mode))
		errx(EXIT_FAILURE, "open %s: not a regular file", from);
	/* Not with O_TRUNC: it might be the same file. */
	int out = open(to, O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC, st.st_mode & 0777);
	if (out == -1 || fstat(out, &target) == -1)
		err(EXIT_FAILURE, "open %s", to);
	if (!S_ISREG(target.st_mode))
		errx(EXIT_FAILURE, "open %s: not a regular file", to);
	if (st.st_dev == target.st_dev && st.st_ino == target.st_ino)
		errx(EXIT_FAILURE, "%s and %s are the same file", from, to);

	incomplete = true;
	atexit(remove_copy);
	lab_on_stop(stop);
	sigaction(SIGBUS, &no_page, NULL);
	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of the call */
	if (times) {
		copy("read and write", false, in, out, (size_t)st.st_size); /* warms the cache */
		copy("read and write", true, in, out, (size_t)st.st_size);
	}
	copy(by_read ? "read and write" : "mmap", times, in, out, (size_t)st.st_size);
	if (close(out) == -1)
		err(EXIT_FAILURE, "close %s", to);
	incomplete = false;
	return EXIT_SUCCESS;
}
