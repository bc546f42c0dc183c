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
 * See also: shm/pointers_wrong.c, shm/buffer.h; mmap(2), memfd_create(2)
 */
#define _GNU_SOURCE
#include <signal.h>
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
	static const char *const texts[] = { "three", "two", "one" };

	for (int i = 0; i < 3; i++) {
		struct word *word = &list->words[i];
		snprintf(word->text, sizeof(word->text), "%s", texts[i]);
		word->next = list->first;
		list->first = (uint32_t)((char *)word - (char *)list);
	}
}

static void print(const char *who, const struct list *list)
{
	printf("%s:", who);
	for (const struct word *word = word_at(list, list->first); word;
	     word = word_at(list, word->next))
		printf(" %s", word->text);
	putchar('\n');
}

static void report(int sig)
{
	static const char text[] = "pointers: the child has the memory elsewhere, and the "
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
		   "usage: pointers [-h]\nA child follows its parent's offsets.\n");
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
