/*
 * mq/notify_wrong - read the queue, then ask for a notice: what comes in between is not told
 *
 *     $ ./mq/notify_wrong; echo "status $?"
 *     notify_wrong: no notice for 500 ms, but 1 message in the queue: sent before mq_notify
 *     status 1
 *
 * mq_notify(3) asks for one signal, when a message comes into an EMPTY queue. This
 * program empties the queue, then asks. The message that another process sends
 * between the two is in the queue already: no notice, now or for any that follows,
 * for the queue will not be empty again. The program waits for ever.
 *
 * Usually the moment is short, and the program works until the day it does not. Here
 * the sender comes just then, every time.
 *
 * See also: mq/notify.c; mq_notify(3), sigevent(7), sigwaitinfo(2)
 */
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: notify_wrong [-h]\n"
			    "Receives three messages, told of each by a signal, or so it hopes.\n";

static const char *name;
static mqd_t queue;

/* Another process sends TEXT; when this returns it has done so. */
static void other_sends(const char *text)
{
	if (lab_fork() == 0)
		_exit(mq_send(queue, text, strlen(text), 0) == -1);
	if (lab_wait_for_children() == EXIT_FAILURE)
		errx(EXIT_FAILURE, "mq_send %s: the sender failed", name);
}

static void ask_for_notice(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };

	if (mq_notify(queue, &event) == -1)
		err(EXIT_FAILURE, "mq_notify %s", name);
}

static void receive_all(void)
{
	char text[32];
	ssize_t n;

	while ((n = mq_receive(queue, text, sizeof(text), NULL)) != -1)
		printf("received: %.*s\n", (int)n, text);
	if (errno != EAGAIN)
		err(EXIT_FAILURE, "mq_receive %s", name);
}

static void wait_for_notice(const sigset_t *notice)
{
	const struct timespec limit = { .tv_nsec = 500 * 1000000 };
	struct mq_attr attr;
	siginfo_t info;

	if (sigtimedwait(notice, &info, &limit) == SIGUSR1) {
		printf("notice: process %ld has sent a message\n", (long)info.si_pid);
		return;
	}
	if (errno != EAGAIN || mq_getattr(queue, &attr) == -1)
		err(EXIT_FAILURE, "sigtimedwait");
	errx(EXIT_FAILURE, "no notice for 500 ms, but %ld message in the queue: %s",
	     attr.mq_curmsgs, "sent before mq_notify");
}

int main(int argc, char **argv)
{
	const char *const texts[] = { "one", "two", "three" };
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 32 };
	sigset_t notice;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	name = lab_name("notify");
	mq_unlink(name); /* a run that was killed may have left one */
	queue = mq_open(name, O_RDWR | O_NONBLOCK | O_CREAT | O_EXCL, 0600, &attr);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	mq_unlink(name); /* a child inherits the descriptor, nobody needs the name */

	sigemptyset(&notice);
	sigaddset(&notice, SIGUSR1);
	sigprocmask(SIG_BLOCK, &notice, NULL); /* it stays pending until we wait for it */
	for (int i = 0; i < 3; i++) {
		receive_all();
		other_sends(texts[i]);
		ask_for_notice();
		wait_for_notice(&notice);
	}
	return EXIT_SUCCESS;
}
