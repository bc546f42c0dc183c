/*
 * sdk_example - a program on the installed libsysvipc
 *
 * Several processes add to a number in shared memory, one at a time; each then sends
 * what it has seen. Build it with the Makefile beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sysvipc.h>

enum { CHILDREN = 4, TIMES = 1000 };

/* Adds to the number, in two steps that nobody may come between. */
static int add(int segment, int lock, int queue)
{
	int *number = sysvipc_shm_attach(segment, 0);
	int seen = 0;

	if (!number)
		return EXIT_FAILURE;
	for (int i = 0; i < TIMES; i++) {
		if (sysvipc_sem_wait(lock, 0, SYSVIPC_UNDO) == -1)
			return EXIT_FAILURE;
		seen = *number + 1;
		*number = seen;
		if (sysvipc_sem_post(lock, 0, SYSVIPC_UNDO) == -1)
			return EXIT_FAILURE;
	}
	return sysvipc_msg_send(queue, 1, &seen, sizeof(seen), SYSVIPC_FOREVER) == 0 ? 0 : 1;
}

int main(void)
{
	const unsigned short one = 1;
	const int segment = sysvipc_shm_get(IPC_PRIVATE, sizeof(int), 0600, NULL, NULL);
	const int lock = sysvipc_sem_get(IPC_PRIVATE, 1, &one, 0600);
	const int queue = sysvipc_msg_get(IPC_PRIVATE, 0600);
	int most = 0, seen, failed = segment == -1 || lock == -1 || queue == -1;

	if (failed)
		perror("sysvipc");
	for (int i = 0; !failed && i < CHILDREN; i++) {
		const pid_t child = fork();
		if (child == 0)
			_exit(add(segment, lock, queue));
		failed = child == -1;
		if (failed)
			perror("fork");
	}
	for (int i = 0; !failed && i < CHILDREN; i++) {
		if (sysvipc_msg_receive(queue, 0, NULL, &seen, sizeof(seen), 0, 10000) == -1) {
			perror("sysvipc_msg_receive");
			failed = 1;
		} else if (seen > most) {
			most = seen;
		}
	}
	sysvipc_shm_remove(segment);
	sysvipc_sem_remove(lock);
	sysvipc_msg_remove(queue);
	while (wait(NULL) != -1)
		continue;
	if (!failed)
		printf("libsysvipc %s: %d processes counted to %d\n", sysvipc_version(), CHILDREN,
		       most);
	return failed || most != CHILDREN * TIMES ? EXIT_FAILURE : EXIT_SUCCESS;
}
