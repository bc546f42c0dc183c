/*
 * mq/notify - ask for a notice, then read the queue until it is empty, then wait
 *
 *     $ ./mq/notify
 *     received: one
 *     notice: process ... has sent a message
 *     received: two
 *     notice: process ... has sent a message
 *     received: three
 *     notice: process ... has sent a message
 *
 * mq_notify(3) asks for one notice, when a message comes into an empty queue. So a
 * program asks first and then reads all there is. What came before it asked, it
 * reads now; what comes later, into the empty queue, it is told of. The order of two
 * lines is all that notify_wrong has wrong.
 *
 * Each notice has to be asked for anew, and one process per queue can have asked
 * (another gets EBUSY). Now and then a notice comes for a message that has been read
 * already, as all of them here: receiving with O_NONBLOCK makes that harmless.
 *
 * See also: mq/notify_wrong.c, mq/notify_thread.c, event/queue_poll.c; mq_notify(3),
 * sigevent(7), sigwaitinfo(2)
 */
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: notify [-h]\n"
			    "Receives three messages, told of each by a signal.\n";

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
		ask_for_notice();
		other_sends(texts[i]);
		receive_all();
		wait_for_notice(&notice);
	}
	return EXIT_SUCCESS;
}
