package screening

import (
	"syscall"
	"time"
	"unsafe"
)

// threadCPU is the processor time of the calling thread; the caller keeps to one
// thread.
func threadCPU() time.Duration {
	const clockThreadCPUTime = 3
	var ts syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockThreadCPUTime, uintptr(unsafe.Pointer(&ts)), 0)
	return time.Duration(ts.Nano())
}
