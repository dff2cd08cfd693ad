/* A webcam for a program that is started with this library preloaded, with a driver that hangs: /dev/video42 sends
 * pictures, and from the moment that the file $WEBCAM_HANGS is there none, as a driver does that waits for its device.
 * Only one at a time may have it open. It speaks as much of V4L2 as FFmpeg asks for. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH = 64, HEIGHT = 48, BYTES = WIDTH * HEIGHT * 2, MOST = 32 };
static int webcam = -1, nonblock, queue[MOST], first, queued, turn;

static int opened(const char *path, int flags) {
    if (strcmp(path, "/dev/video42")) return -2;
    if (webcam >= 0) return errno = EBUSY, -1;
    nonblock = flags & O_NONBLOCK, first = queued = 0;
    return webcam = memfd_create("webcam", 0);
}

#define OPEN(name)                                                                                        \
    int name(const char *path, int flags, ...) {                                                          \
        int fd = opened(path, flags);                                                                     \
        if (fd != -2) return fd;                                                                          \
        va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more);                  \
        return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(path, flags, mode);             \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    if (fd == webcam) webcam = -1;
    return ((int (*)(int))dlsym(RTLD_NEXT, "close"))(fd);
}

static int fails(int error) { return errno = error, -1; }

static int taken(struct v4l2_buffer *buffer) {
    struct stat there;
    while (!stat(getenv("WEBCAM_HANGS"), &there) || !queued) {
        if (nonblock) return fails(EAGAIN);
        usleep(10000);
    }
    if (!nonblock) usleep(30000);
    else if (turn++ % 5) return fails(EAGAIN);
    static struct timeval now;
    now.tv_usec += 100000, now.tv_sec += now.tv_usec / 1000000, now.tv_usec %= 1000000;
    buffer->index = queue[first], first = (first + 1) % MOST, queued--;
    buffer->bytesused = BYTES, buffer->timestamp = now, buffer->flags = 0;
    return 0;
}

int ioctl(int fd, unsigned long request, ...) {
    va_list more;
    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    if (fd != webcam || fd < 0) return ((int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl"))(fd, request, argument);
    struct v4l2_buffer *buffer = argument;
    struct v4l2_format *format = argument;
    switch ((unsigned int)request) {
    case VIDIOC_QUERYCAP:
        ((struct v4l2_capability *)argument)->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    case VIDIOC_G_FMT:
    case VIDIOC_S_FMT:
        format->fmt.pix.width = WIDTH, format->fmt.pix.height = HEIGHT, format->fmt.pix.sizeimage = BYTES;
        format->fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV, format->fmt.pix.field = V4L2_FIELD_NONE;
        return 0;
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
        ((struct v4l2_streamparm *)argument)->parm.capture.timeperframe = (struct v4l2_fract){1, 10};
        return 0;
    case VIDIOC_REQBUFS:
        ((struct v4l2_requestbuffers *)argument)->count = MOST;
        return ftruncate(fd, MOST * 8192);
    case VIDIOC_QUERYBUF:
        buffer->length = BYTES, buffer->m.offset = buffer->index * 8192;
        return 0;
    case VIDIOC_QBUF:
        queue[(first + queued++) % MOST] = buffer->index;
        return 0;
    case VIDIOC_DQBUF:
        return taken(buffer);
    case VIDIOC_G_INPUT:
    case VIDIOC_ENUMINPUT:
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
        return 0;
    }
    return fails(ENOTTY);
}
