/*
 * mmap/random_read - records of a file in any order: a pointer instead of lseek and read
 *
 *     $ ./mmap/random_read
 *     10000 records of 64 bytes, read 20000 times here and there
 *     lseek and read:  sum 99739491, 40000 system calls, ... ms
 *     pread:           sum 99739491, 20000 system calls, ... ms
 *     mmap, a pointer: sum 99739491, 1 system call, ... ms
 *     all three have read the same
 *
 * A mapped file is an array. Record number i is records[i], in any order, without a
 * system call and without a copy; only the first touch of a page costs a page fault.
 * So tables on the disk are best mapped: dictionaries, indices, whole data bases.
 *
 * To read a file once, from beginning to end, there is less to gain.
 *
 * See also: mmap/copy.c, mmap/advise.c (POSIX_MADV_RANDOM); mmap(2), lseek(2), pread(2)
 */
#include <stdint.h>
#include <sys/mman.h>
#include <time.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

static const char usage[] = "usage: random_read [-h] [-n TIMES]\n"
			    "Reads records of a file at random, TIMES (20000), in three ways.\n";

enum { RECORDS = 10000 };

struct record {
	uint32_t number;
	char text[60];
};

static int fd;
static const struct record *records; /* the file, mapped */

/* The next of numbers that look random, and are the same in each run (a Lehmer generator). */
static uint32_t any_record(uint64_t *state)
{
	*state = *state * 48271 % 2147483647;
	return (uint32_t)(*state % RECORDS);
}

static uint32_t by_lseek(uint32_t i)
{
	struct record record;

	if (lseek(fd, (off_t)(i * sizeof(record)), SEEK_SET) == -1 ||
	    read(fd, &record, sizeof(record)) != sizeof(record))
		err(EXIT_FAILURE, "read record %u", i);
	return record.number;
}

static uint32_t by_pread(uint32_t i)
{
	struct record record;

	if (pread(fd, &record, sizeof(record), (off_t)(i * sizeof(record))) != sizeof(record))
		err(EXIT_FAILURE, "pread record %u", i);
	return record.number;
}

static uint32_t by_pointer(uint32_t i)
{
	return records[i].number;
}

/* Reads TIMES records in this WAY, prints a line about it, and returns their sum. */
static uint64_t measure(const char *what, uint32_t (*way)(uint32_t), long times, long calls)
{
	struct timespec begin, end;
	uint64_t sum = 0, state = 1;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (long i = 0; i < times; i++)
		sum += way(any_record(&state));
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%-16s sum %llu, %ld system call%s, %.1f ms\n", what, (unsigned long long)sum, calls,
	       calls == 1 ? "" : "s",
	       (double)(end.tv_sec - begin.tv_sec) * 1e3 +
		       (double)(end.tv_nsec - begin.tv_nsec) / 1e6);
	return sum;
}

int main(int argc, char **argv)
{
	long times = 20000;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n:", false, usage) != -1)
		times = lab_number(optarg, 1, 100000000, "times");

	fd = lab_scratch_file("random_read", (off_t)(RECORDS * sizeof(struct record)));
	struct record *writable =
		mmap(NULL, RECORDS * sizeof(*records), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (writable == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	for (uint32_t i = 0; i < RECORDS; i++)
		writable[i].number = i;
	munmap(writable, RECORDS * sizeof(*records));
	printf("%d records of %zu bytes, read %ld times here and there\n", RECORDS,
	       sizeof(*records), times);

	const uint64_t sum = measure("lseek and read:", by_lseek, times, 2 * times);
	const bool same = sum == measure("pread:", by_pread, times, times);
	records = mmap(NULL, RECORDS * sizeof(*records), PROT_READ, MAP_SHARED, fd, 0);
	if (records == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (sum != measure("mmap, a pointer:", by_pointer, times, 1) || !same)
		errx(EXIT_FAILURE, "they have not read the same");
	puts("all three have read the same");
	return EXIT_SUCCESS;
}
