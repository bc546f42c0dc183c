/*
 * server/scoreboard.h - what each child of a server does, in memory that parent
 * and children share: one slot for each that may run at a time
 *
 * The parent gives a slot to a child, and takes it back when the child has ended; in
 * between the child writes to it. Anybody reads. As all is _Atomic nobody needs a lock;
 * a reader sees one slot a moment later than another, which does not matter here.
 */
#ifndef SCOREBOARD_H
#define SCOREBOARD_H

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>

#define SCOREBOARD_MAX 256

struct scoreboard {
	long size; /* slots that are used; set before the first fork */
	struct slot {
		_Atomic pid_t pid;              /* or 0: it is free */
		_Atomic char state;             /* Reading, Writing, Closing */
		_Atomic unsigned long requests; /* of all children that have had the slot */
	} slots[SCOREBOARD_MAX];
};

/* Returns a new scoreboard, which children share after a fork. */
static inline struct scoreboard *scoreboard_new(long size)
{
	struct scoreboard *board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (board == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	board->size = size;
	return board;
}

/* Returns the slot of the child PID, with 0 a free one, or NULL. */
static inline struct slot *scoreboard_find(struct scoreboard *board, pid_t pid)
{
	for (struct slot *slot = board->slots; slot < board->slots + board->size; slot++)
		if (slot->pid == pid)
			return slot;
	return NULL;
}

/* Frees the slot of the child PID, if it has one: a process may have had others before exec(3). */
static inline void scoreboard_clear(struct scoreboard *board, pid_t pid)
{
	struct slot *const slot = scoreboard_find(board, pid);

	if (slot)
		slot->pid = 0;
}

/* Returns the scoreboard as lines of text. */
static inline const char *scoreboard_text(struct scoreboard *board)
{
	static char text[128 + SCOREBOARD_MAX * 64];
	char *const end = text + sizeof(text);
	char *at = text, states[SCOREBOARD_MAX + 1];
	unsigned long requests = 0;
	long i, children = 0;

	for (i = 0; i < board->size; i++) {
		const struct slot *slot = &board->slots[i];
		const bool is_free = slot->pid == 0;
		requests += slot->requests;
		children += !is_free;
		states[i] = slot->state;
		if (is_free)
			states[i] = '.';
	}
	states[i] = '\0';
	at += snprintf(at, (size_t)(end - at), "requests %lu\nchildren %ld of %ld\n%s\n", requests,
		       children, board->size, states);
	for (i = 0; i < board->size; i++) {
		const struct slot *slot = &board->slots[i];
		const pid_t pid = slot->pid;
		if (pid != 0)
			at += snprintf(at, (size_t)(end - at), "slot %ld %c pid %ld requests %lu\n",
				       i, slot->state, (long)pid, slot->requests);
	}
	return text;
}

#endif
