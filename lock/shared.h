/*
 * sem/shared.h - memory that a process and its children share
 */
#ifndef SHARED_H
#define SHARED_H

#include <err.h>
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Returns SIZE bytes, all of them 0, that children made from now on share (mmap(2)). */
static inline void *share(size_t size)
{
	void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (address == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %zu bytes", size);
	return address;
}

/* The calls of sem_init(3), sem_wait(3) and sem_post(3), which end the program if they fail. */
static inline void must_init(sem_t *sem, unsigned int value)
{
	if (sem_init(sem, 1, value) == -1)
		err(EXIT_FAILURE, "sem_init");
}

static inline void must_wait(sem_t *sem)
{
	while (sem_wait(sem) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
}

static inline void must_post(sem_t *sem)
{
	if (sem_post(sem) == -1)
		err(EXIT_FAILURE, "sem_post");
}

#endif
