/*
 * shm/pointers_wrong - a list with pointers in shared memory is of no use to others
 *
 *     $ ./shm/pointers_wrong
 *     parent: one two three
 *     pointers_wrong: the child has the memory elsewhere, and the parent's pointer ends in SIGSEGV
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
 * child maps the memory again, and keeps the old place empty.
 *
 * See also: shm/pointers.c; mmap(2), memfd_create(2), sigaction(2)
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
	static const char *const texts[] = { "three", "two", "one" };

	for (int i = 0; i < 3; i++) {
		struct word *word = &list->words[i];
		snprintf(word->text, sizeof(word->text), "%s", texts[i]);
		word->next = list->first;
		list->first = word;
	}
}

static void print(const char *who, const struct list *list)
{
	printf("%s:", who);
	for (const struct word *word = list->first; word; word = word->next)
		printf(" %s", word->text);
	putchar('\n');
}

static void report(int sig)
{
	static const char text[] = "pointers_wrong: the child has the memory elsewhere, and the "
				   "parent's pointer ends in SIGSEGV\n";

	(void)sig;
	_exit(write(STDERR_FILENO, text, strlen(text)) == -1 ? 2 : EXIT_FAILURE);
}

static void *map(int fd, void *address, int protection, int flags)
{
	void *memory = mmap(address, sizeof(struct list), protection, flags, fd, 0);

	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	return memory;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = report };
	const pid_t parent = getpid();

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: pointers_wrong [-h]\nA child follows its parent's pointers.\n");
	int fd = memfd_create("pointers", MFD_CLOEXEC);
	if (fd == -1 || ftruncate(fd, sizeof(struct list)) == -1)
		err(EXIT_FAILURE, "memfd_create");
	struct list *list = map(fd, NULL, PROT_READ | PROT_WRITE, MAP_SHARED);
	fill(list);
	print("parent", list);

	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		sigaction(SIGSEGV, &action, NULL);
		struct list *elsewhere = map(fd, NULL, PROT_READ, MAP_SHARED);
		map(-1, list, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED);
		print("child", elsewhere);
		lab_end_child();
	}
	return lab_wait_for_children();
}
