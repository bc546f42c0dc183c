/*
 * event/inotify - the kernel tells what happens to the files of a directory
 *
 *     $ ./event/inotify
 *     write news.new, in two pieces
 *         CREATE       news.new
 *         MODIFY       news.new
 *         CLOSE_WRITE  news.new
 *     rename it to news
 *         MOVED_FROM   news.new
 *         MOVED_TO     news, with the same cookie
 *     map it, write to memory, unmap it
 *         CLOSE_WRITE  news
 *     unlink it, and rmdir
 *         DELETE       news
 *         DELETE_SELF  (the directory)
 *         IGNORED      (the directory)
 *
 * Who waits for a file need not look again and again, as mmap/file_consumer.c does. inotify
 * is a descriptor: read(2) and poll(2) wait there until something happens in a directory
 * that is watched. Here children make it happen. An event tells the name of the file, but
 * neither who did it nor which bytes. Nor does it give a descriptor: what we open by that
 * name may be another file by then.
 *
 * After MODIFY more may come. So a file is best written under another name and then
 * renamed: at MOVED_TO it is complete. What is written to memory is no MODIFY, and only
 * the end of the mapping is told: who shares one needs a semaphore as well.
 *
 * Events wait in a queue. One that equals the last there is left out: two writes are one
 * MODIFY, as we read after the second. When the queue is full (max_queued_events in
 * /proc/sys/fs/inotify), events are lost, and Q_OVERFLOW says so: look at all files then.
 *
 * See also: mmap/file_consumer.c, mmap/consumer.c, event/sigio.c; inotify(7),
 * inotify_add_watch(2), rename(2), poll(2)
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

/* Each at the number of its bit: IN_MODIFY is 1 << 1. */
static const char *const words[] = {
	[1] = "MODIFY", [3] = "CLOSE_WRITE", [6] = "MOVED_FROM", "MOVED_TO",   "CREATE",
	"DELETE",       "DELETE_SELF",       [13] = "UNMOUNT",   "Q_OVERFLOW", "IGNORED",
};
enum { WATCHED = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVE | IN_DELETE | IN_DELETE_SELF };

static const char *directory, *draft, *news;
static int inotify;
static bool told_all;

static void remove_all(void)
{
	unlink(draft); /* async-signal-safe, like all in lab_leave() */
	unlink(news);
	rmdir(directory);
	lab_leave();
}

static void stop(int sig)
{
	remove_all();
	lab_end_by(sig);
}

/* Prints the events in the queue; if there is none, waits for one. */
static void print_events(void)
{
	_Alignas(struct inotify_event) char events[4096]; /* each with its name, of any length */
	uint32_t cookie = 0; /* of the event before: only a rename has one, and both its halves */

	const ssize_t len = read(inotify, events, sizeof(events));
	if (len == -1)
		err(EXIT_FAILURE, "read inotify");
	for (const char *next = events; next < events + len;) {
		const struct inotify_event *const event = (const struct inotify_event *)next;
		printf("    %-12s %s%s\n", words[ffs((int)event->mask) - 1],
		       event->len > 0 ? event->name : "(the directory)",
		       cookie && event->cookie == cookie ? ", with the same cookie" : "");
		cookie = event->cookie;
		told_all = event->mask & IN_IGNORED; /* the watch is gone, with the directory */
		next += sizeof(*event) + event->len;
	}
}

/* True in a child, which does WHAT and exits with errno. False when that has been told. */
static bool in_child(const char *what)
{
	int status;

	puts(what);
	lab_hold_stop(); /* or the child could make anew what stop() has removed */
	const pid_t parent = getpid(), child = fork();
	if (child == 0) {
		lab_die_with(parent);
		return true;
	}
	if (child == -1 || waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "fork or waitpid: %s", what);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	if (errno)
		err(EXIT_FAILURE, "%s", what);
	lab_mask_stop(SIG_UNBLOCK);
	print_events();
	return false;
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: inotify [-h]\nShows what the kernel tells of a directory.\n");
	lab_time_limit(10, "not all has been told after 10 s");
	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of write */
	lab_hold_stop();
	directory = lab_path("inotify");
	draft = lab_path("inotify/news.new");
	news = lab_path("inotify/news");
	unlink(draft); /* what a killed run has left */
	unlink(news);
	if (mkdir(directory, 0700) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkdir %s", directory);
	lab_on_stop(stop);
	atexit(remove_all);
	inotify = inotify_init1(IN_CLOEXEC);
	if (inotify == -1)
		err(EXIT_FAILURE, "inotify_init1 (/proc/sys/fs/inotify/max_user_instances)");
	if (inotify_add_watch(inotify, directory, WATCHED | IN_ONLYDIR) == -1)
		err(EXIT_FAILURE, "inotify_add_watch %s", directory);

	if (in_child("write news.new, in two pieces")) {
		const int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		_exit(fd == -1 || write(fd, "ne", 2) == -1 || write(fd, "ws", 2) == -1 ? errno : 0);
	}
	if (in_child("rename it to news"))
		_exit(rename(draft, news) == -1 ? errno : 0);
	if (in_child("map it, write to memory, unmap it")) {
		const int fd = open(news, O_RDWR | O_CLOEXEC);
		char *const memory = fd == -1 ? MAP_FAILED
					      : mmap(NULL, 1, PROT_WRITE, MAP_SHARED, fd, 0);
		if (memory != MAP_FAILED)
			memory[0] = 'N';
		_exit(memory == MAP_FAILED ? errno : 0); /* unmaps it, too */
	}
	if (in_child("unlink it, and rmdir"))
		_exit(unlink(news) == -1 || rmdir(directory) == -1 ? errno : 0);
	while (!told_all)
		print_events();
	return EXIT_SUCCESS;
}
