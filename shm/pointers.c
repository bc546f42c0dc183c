/*
 * shm/pointers - a list with offsets in shared memory is a list for everybody
 *
 *     $ ./shm/pointers
 *     parent: one two three
 *     child: one two three
 *
 * Each word tells how far from the beginning of the memory the next one is. Every
 * process adds the address at which it has that mapped, and finds it. The end is
 * offset 0: there is the list itself, and never a word.
 *
 * See also: shm/pointers_wrong.c, shm/buffer.h; mmap(2), mprotect(2), memfd_create(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

struct list {
	uint32_t first;
	struct word {
		uint32_t next; /* in bytes, from the beginning of the list */
		char text[16];
	} words[3];
};

/* Returns the word at OFFSET, or NULL at the end. */
static const struct word *word_at(const struct list *list, uint32_t offset)
{
	return offset ? (const void *)((const char *)list + offset) : NULL;
}

static void fill(struct list *list)
{
	list->first = offsetof(struct list, words[0]);
	list->words[0] = (struct word){ offsetof(struct list, words[1]), "one" };
	list->words[1] = (struct word){ offsetof(struct list, words[2]), "two" };
	list->words[2] = (struct word){ 0, "three" };
}

static void print(const char *who, const struct list *list)
{
	printf("%s:", who);
	for (const struct word *word = word_at(list, list->first); word;
	     word = word_at(list, word->next))
		printf(" %s", word->text);
	putchar('\n');
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: pointers [-h]\nA child follows its parent's offsets.\n");
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
