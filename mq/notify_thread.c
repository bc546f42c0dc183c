/*
 * mq/notify_thread - a message in the empty queue starts a thread that reads it
 *
 *     $ ./mq/notify_thread
 *     thread: received one
 *     thread: received two
 *     thread: received three
 *     main: all are there
 *
 * With SIGEV_THREAD there is no signal: the C library waits for the notice, and runs
 * a function in a new thread for each. There it may call what it likes, unlike in a
 * signal handler. It asks for the next notice first and then reads all there is, as
 * always; and as another thread may start while it reads, a mutex keeps the two in
 * order.
 *
 * See also: mq/notify.c; mq_notify(3), sigevent(7), pthreads(7)
 */
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

#define MESSAGES 3

static const char usage[] = "usage: notify_thread [-h]\n"
			    "Receives three messages in threads that the notices start.\n";

static const char *name;
static mqd_t queue;
static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;
static sem_t received;

static void ask_for_notice(void);

static void read_queue(union sigval value)
{
	char text[32];
	ssize_t n;

	(void)value;
	pthread_mutex_lock(&reading);
	ask_for_notice();
	while ((n = mq_receive(queue, text, sizeof(text), NULL)) != -1) {
		printf("thread: received %.*s\n", (int)n, text);
		sem_post(&received);
	}
	if (errno != EAGAIN)
		err(EXIT_FAILURE, "mq_receive %s", name);
	pthread_mutex_unlock(&reading);
}

static void ask_for_notice(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD };

	event.sigev_notify_function = read_queue;
	if (mq_notify(queue, &event) == -1)
		err(EXIT_FAILURE, "mq_notify %s", name);
}

static void send_messages(void)
{
	const char *const texts[MESSAGES] = { "one", "two", "three" };

	for (int i = 0; i < MESSAGES; i++)
		if (mq_send(queue, texts[i], strlen(texts[i]), 0) == -1)
			_exit(EXIT_FAILURE);
	_exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
	struct mq_attr attr = { .mq_maxmsg = MESSAGES, .mq_msgsize = 32 };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	lab_time_limit(9, "the notice or the messages did not come");
	name = lab_name("notify_thread");
	mq_unlink(name); /* a run that was killed may have left one */
	queue = mq_open(name, O_RDWR | O_NONBLOCK | O_CREAT | O_EXCL, 0600, &attr);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	mq_unlink(name); /* a child inherits the descriptor, nobody needs the name */

	if (sem_init(&received, 0, 0) == -1)
		err(EXIT_FAILURE, "sem_init");
	ask_for_notice(); /* the queue is new, and empty */
	if (lab_fork() == 0)
		send_messages();
	for (int i = 0; i < MESSAGES; i++)
		while (sem_wait(&received) == -1 && errno == EINTR)
			;
	puts("main: all are there");
	return lab_wait_for_children();
}
