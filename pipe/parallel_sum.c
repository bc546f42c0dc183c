/*
 * pipe/parallel_sum - 1 to N shared among P children, their sums through one pipe
 *
 *     $ ./pipe/parallel_sum -p 4
 *     child 1 adds     1 to  2500:    3126250
 *     child 2 adds  2501 to  5000:    9376250
 *     child 3 adds  5001 to  7500:   15626250
 *     child 4 adds  7501 to 10000:   21876250
 *     1 to 10000 is 50005000
 *     parallel_sum: alone ... ms, with 4 children ... ms: ... times as fast (... processors)
 *
 * All children write into the same pipe. What one writes at once, up to PIPE_BUF
 * bytes, is not mixed with what others write, so the parent reads whole records,
 * in the order in which the children are done. End-of-file tells that no more
 * will come: if a record is missing then, a child has died.
 *
 * Is it faster? What is measured is all of it: from before the first fork to the
 * last record, against one process that adds them all. For 10000 numbers it is
 * much slower: they are added in less time than a single fork takes. The work
 * has to be worth the children: try -n 1000000000 with -p 1, 2 and 8, and compare
 * with the number of processors.
 *
 * See also: pipe/atomic_writes.c, pipe/barrier.c; pipe(7), clock_gettime(2)
 */
#include <time.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: parallel_sum [-h] [-n N] [-p P]\n"
			    "Adds the numbers from 1 to N (10000), shared among P (10) children.\n";

enum { READ_END, WRITE_END };

struct part { /* what a child writes into the pipe */
	int child;
	unsigned long long first, last, sum;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* (volatile: a compiler that knows Gauss would not add at all) */
static unsigned long long add(unsigned long long first, unsigned long long last)
{
	volatile unsigned long long sum = 0;

	for (unsigned long long i = first; i <= last; i++)
		sum += i;
	return sum;
}

/* Starts P children that share the numbers from 1 to N. Returns the end to read their parts from. */
static FILE *share(unsigned long long n, int p)
{
	int ends[2];

	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	for (int i = 0; i < p; i++) {
		if (lab_fork() == 0) {
			struct part part = { .child = i,
					     .first = n * (unsigned int)i / (unsigned int)p + 1,
					     .last = n * (unsigned int)(i + 1) / (unsigned int)p };

			part.sum = add(part.first, part.last);
			if (write(ends[WRITE_END], &part, sizeof(part)) != sizeof(part))
				err(EXIT_FAILURE, "write pipe");
			lab_end_child();
		}
	}
	close(ends[WRITE_END]);
	FILE *in = fdopen(ends[READ_END], "r");
	if (!in)
		err(EXIT_FAILURE, "fdopen pipe");
	return in;
}

int main(int argc, char **argv)
{
	unsigned long long n = 10000, sum = 0;
	int option, p = 10, arrived = 0;
	struct part part;

	lab_prepare_streams();
	while ((option = lab_getopt(argc, argv, "n:p:", false, usage)) != -1)
		if (option == 'n')
			n = (unsigned long long)lab_number(optarg, 1, 4000000000, "N");
		else
			p = (int)lab_number(optarg, 1, 1000, "P");
	if ((unsigned long long)p > n)
		lab_wrong_usage("P %d: more children than numbers", p);
	struct part *const parts = calloc((size_t)p, sizeof(*parts));
	if (!parts)
		err(EXIT_FAILURE, "calloc");

	const double begin = now();
	FILE *in = share(n, p);
	while (arrived < p && fread(&part, sizeof(part), 1, in) == 1) {
		parts[part.child] = part;
		sum += part.sum;
		arrived++;
	}
	const double between = now();
	fclose(in);
	if (arrived < p)
		errx(EXIT_FAILURE, "read pipe: only %d of %d parts have arrived", arrived, p);
	const unsigned long long alone = add(1, n);
	const double end = now();

	const int width = snprintf(NULL, 0, "%llu", n), children = snprintf(NULL, 0, "%d", p);
	for (int i = 0; i < p; i++)
		printf("child %*d adds %*llu to %*llu: %*llu\n", children, i + 1, width,
		       parts[i].first, width, parts[i].last, 2 * width, parts[i].sum);
	free(parts);
	printf("1 to %llu is %llu\n", n, sum);
	if (sum != alone)
		errx(EXIT_FAILURE, "alone it is %llu", alone);
	warnx("alone %.3f ms, with %d children %.3f ms: %.3g times as fast (%ld processors)",
	      end - between, p, between - begin, (end - between) / (between - begin),
	      sysconf(_SC_NPROCESSORS_ONLN));
	return lab_wait_for_children();
}
