/*
 * sem/hello_post - post a named semaphore, and so let another process go on
 *
 *     $ ./sem/hello_wait &
 *     hello_wait: waiting for a post on /ipc-lab...sem-hello
 *     $ ./sem/hello_post; wait
 *     Hello World!
 *
 * sem_post(3) adds one to the number and wakes a process that waits for it. It does
 * not ask whether there is one. What is posted has no content: that something has
 * happened is all that a semaphore says.
 *
 * See also: sem/hello_wait.c, sem/producer.c; sem_overview(7), sem_open(3), sem_post(3)
 */
#include <err.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdlib.h>

#include "../lab/names.h"

int main(void)
{
	const char *name = lab_name("sem-hello");

	sem_t *sem = sem_open(name, O_CREAT, 0600, 0);
	if (sem == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", name);
	if (sem_post(sem) == -1)
		err(EXIT_FAILURE, "sem_post %s", name);
	return EXIT_SUCCESS;
}
