/*
 * sem/hello_wait - wait at a named semaphore until another process posts it
 *
 *     $ ./sem/hello_wait & ./sem/hello_post; wait
 *     hello_wait: waiting for a post on /ipc-lab...sem-hello
 *     Hello World!
 *
 * A semaphore is a number that is never below zero. sem_wait(3) takes one off; as
 * long as there is none to take it waits. sem_post(3) adds one. Processes that know
 * the semaphore's name have it in common, and nothing else.
 *
 * Either side may come first: whichever does makes the semaphore, with the value 0.
 * A post that comes before the wait is not lost, because it is a number.
 *
 * See also: sem/hello_post.c, sem/consumer.c; sem_overview(7), sem_open(3),
 * sem_wait(3), sem_unlink(3)
 */
#include <err.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#include "../lab/names.h"

int main(void)
{
	const char *name = lab_name("sem-hello");

	sem_t *sem = sem_open(name, O_CREAT, 0600, 0);
	if (sem == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", name);
	fprintf(stderr, "hello_wait: waiting for a post on %s\n", name);
	if (sem_wait(sem) == -1)
		err(EXIT_FAILURE, "sem_wait %s", name);
	if (sem_unlink(name) == -1)
		err(EXIT_FAILURE, "sem_unlink %s", name);
	if (puts("Hello World!") == EOF || fflush(stdout) == EOF)
		err(EXIT_FAILURE, "write standard output");
	return EXIT_SUCCESS;
}
