/*
 * shm/pointers_wrong - a list with pointers in shared memory is of no use to others
 *
 *     $ ./shm/pointers_wrong
 *     parent: one two three
 *     pointers_wrong: child ... was killed by signal 11 (Segmentation fault)
 *     $ echo $?
 *     1
 *
 * Each word points to the next, as in any list. But a pointer is an address, and
 * an address means something in one process only. Another one has the same memory
 * mapped, and the same bytes in it; at the address that they tell it has nothing,
 * or something else, which is worse.
 *
 * A child has what its parent had mapped in the same place, so this goes well
 * between the two for years, until one of them is a program of its own. Here the
 * child maps the memory a second time, and makes the old place inaccessible.
 *
 * See also: shm/pointers.c; mmap(2), mprotect(2), memfd_create(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

struct list {
	struct word *first;
	struct word {
		struct word *next;
		char text[16];
	} words[3];
};

static void fill(struct list *list)
{
	list->first = &list->words[0];
	list->words[0] = (struct word){ &list->words[1], "one" };
	list->words[1] = (struct word){ &list->words[2], "two" };
	list->words[2] = (struct word){ NULL, "three" };
}

static void print(const char *who, const struct list *list)
{
	printf("%s:", who);
	for (const struct word *word = list->first; word; word = word->next)
		printf(" %s", word->text);
	putchar('\n');
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: pointers_wrong [-h]\nA child follows its parent's pointers.\n");
	int fd = memfd_create("pointers", MFD_CLOEXEC);
	if (fd == -1 || ftruncate(fd, sizeof(struct list)) == -1)
		err(EXIT_FAILURE, "memfd_create");
	struct list *list = mmap(NULL, sizeof(*list), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (list == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	fill(list);
	print("parent", list);

	if (lab_fork() == 0) {
		lab_no_core();
		signal(SIGSEGV, SIG_DFL); /* a sanitizer would catch it */
		struct list *elsewhere = mmap(NULL, sizeof(*list), PROT_READ, MAP_SHARED, fd, 0);
		if (elsewhere == MAP_FAILED || mprotect(list, sizeof(*list), PROT_NONE) == -1)
			err(EXIT_FAILURE, "mmap");
		print("child", elsewhere);
		lab_end_child();
	}
	return lab_wait_for_children();
}
