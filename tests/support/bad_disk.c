/* A bad disk for one program, on Linux: loaded before the C library, it makes every flush and write of a file wait, or
   fail as a disk does that has an error.

   SLOW_DISK_MS    how long a flush takes; a write takes a hundredth of it
   BROKEN_DISK     a file; while it exists, every flush and write fails
   HUNG_DISK       a folder; whoever reads a file in it never gets an answer
   SLOW_DISK_TOLD  a file; each time that a process's first thread has waited, a line is added there: the process's id,
                   and the path that it waited for
*/
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void tell(int file) {
    const char *told = getenv("SLOW_DISK_TOLD");
    char link[64], path[4096], line[4200];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!told || length < 0)
        return;
    path[length] = 0;
    length = snprintf(line, sizeof line, "%d %s\n", getpid(), path);
    int out = open(told, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (out >= 0) {
        syscall(SYS_write, out, line, (size_t)length);
        close(out);
    }
}

/* -1 where the disk is broken. */
static int wait_for(int file, int parts) {
    const char *ms = getenv("SLOW_DISK_MS"), *broken = getenv("BROKEN_DISK");
    struct stat about;
    if (fstat(file, &about) || !(S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)))
        return 0;
    if (broken && !access(broken, F_OK)) {
        errno = EIO;
        return -1;
    }
    if (!ms)
        return 0;
    long long ns = atoll(ms) * 1000000 / parts;
    struct timespec pause = {ns / 1000000000, ns % 1000000000};
    nanosleep(&pause, NULL);
    if (getpid() == gettid())
        tell(file);
    return 0;
}

ssize_t read(int file, void *bytes, size_t count) {
    const char *hung = getenv("HUNG_DISK");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = hung ? readlink(link, path, sizeof path - 1) : -1;
    if (length > 0) {
        path[length] = 0;
        while (!strncmp(path, hung, strlen(hung)))
            pause();
    }
    return syscall(SYS_read, file, bytes, count);
}

int fsync(int file) {
    return wait_for(file, 1) ? -1 : (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    return wait_for(file, 1) ? -1 : (int)syscall(SYS_fdatasync, file);
}

ssize_t write(int file, const void *bytes, size_t count) {
    return wait_for(file, 100) ? -1 : syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    return wait_for(file, 100) ? -1 : syscall(SYS_pwrite64, file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return pwrite64(file, bytes, count, at);
}
