// Lets many TFTP clients read a file at the same time, each from an address of its own, and prints what came of it as JSON.
//
//	tftp-load -server 10.0.0.1 -first 10.0.1.0 -clients 100 -file boot/loader.efi -blksize 1468 -windowsize 16
//
// It is to cost less than any server it measures: one thread, system calls without Go's scheduler, whole windows by one
// recvmmsg(2), and of the data only the headers and lengths (MSG_TRUNC).
package main

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

const (
	opData  = 3
	opAck   = 4
	opError = 5
	opOack  = 6

	batch      = 64
	headerSize = 256
	resendWait = time.Second
	patience   = 20 * time.Second
)

type result struct {
	Completed int      `json:"completed"`
	Failed    int      `json:"failed"`
	Bytes     int64    `json:"bytes"`
	Seconds   float64  `json:"seconds"`
	Resent    int      `json:"resent"`
	Errors    []string `json:"errors"`
}

type mmsghdr struct {
	hdr syscall.Msghdr
	len uint32
	_   [4]byte
}

type client struct {
	fd        int
	connected bool
	over      bool
	blksize   int
	window    int
	next      int // block expected, not wrapped
	pending   int // blocks since the last ACK
	told      bool
	bytes     int64
	last      []byte // what is sent again
	ack       [4]byte
	sent      time.Time
	progress  time.Time
}

type load struct {
	server  syscall.RawSockaddrInet4
	size    int64
	epoll   int
	clients []*client
	left    int
	result  result
	buffers [batch][headerSize]byte
	names   [batch]syscall.RawSockaddrInet4
	vectors [batch]syscall.Iovec
	headers [batch]mmsghdr
}

func main() {
	server := flag.String("server", "", "address of the server")
	port := flag.Int("port", 69, "its port")
	first := flag.String("first", "", "address of the first client; the others have those behind it")
	count := flag.Int("clients", 1, "clients at the same time")
	file := flag.String("file", "", "file to read")
	size := flag.Int64("size", 0, "its octets: a transfer of another length has failed")
	blksize := flag.Int("blksize", 1468, "block size to ask for")
	window := flag.Int("windowsize", 1, "window to ask for; 1 asks for none")
	flag.Parse()

	runtime.LockOSThread()
	debug.SetGCPercent(-1)
	l := &load{left: *count, size: *size}
	l.server = syscall.RawSockaddrInet4{Family: syscall.AF_INET, Port: swap(uint16(*port))}
	copy(l.server.Addr[:], ip4(*server))
	request := rrq(*file, *blksize, *window)
	from := binary.BigEndian.Uint32(ip4(*first))
	l.open(*count, from, request)
	began := time.Now()
	for _, c := range l.clients {
		c.sent, c.progress = began, time.Now()
		l.send(c, request)
	}
	l.run()
	l.result.Seconds = time.Since(began).Seconds()
	if err := json.NewEncoder(os.Stdout).Encode(l.result); err != nil {
		fail("print", err)
	}
}

func (l *load) open(count int, from uint32, request []byte) {
	var err error
	if l.epoll, err = syscall.EpollCreate1(0); err != nil {
		fail("epoll_create", err)
	}
	for i := 0; i < count; i++ {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_NONBLOCK, 0)
		if err != nil {
			fail("socket", err)
		}
		local := &syscall.SockaddrInet4{}
		binary.BigEndian.PutUint32(local.Addr[:], from+uint32(i))
		if err := syscall.Bind(fd, local); err != nil {
			fail("bind", err)
		}
		event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}
		if err := syscall.EpollCtl(l.epoll, syscall.EPOLL_CTL_ADD, fd, &event); err != nil {
			fail("epoll_ctl", err)
		}
		l.clients = append(l.clients, &client{fd: fd, blksize: 512, window: 1, next: 1, last: request})
	}
	for i := range l.headers {
		l.vectors[i] = syscall.Iovec{Base: &l.buffers[i][0], Len: headerSize}
		l.headers[i].hdr.Iov = &l.vectors[i]
		l.headers[i].hdr.Iovlen = 1
		l.headers[i].hdr.Name = (*byte)(unsafe.Pointer(&l.names[i]))
	}
}

func (l *load) run() {
	events := make([]syscall.EpollEvent, 1024)
	looked := time.Now()
	for l.left > 0 {
		n, _, errno := syscall.RawSyscall6(syscall.SYS_EPOLL_WAIT, uintptr(l.epoll), uintptr(unsafe.Pointer(&events[0])), uintptr(len(events)), 50, 0, 0)
		if errno != 0 && errno != syscall.EINTR {
			fail("epoll_wait", errno)
		}
		if errno == 0 {
			for _, event := range events[:n] {
				l.receive(l.clients[event.Fd])
			}
		}
		if now := time.Now(); now.Sub(looked) > 100*time.Millisecond {
			looked = now
			l.resend(now)
		}
	}
}

func (l *load) receive(c *client) {
	// 4 octets tell what a DATA packet is; OACK and ERROR come before and are short.
	most := c.window - c.pending
	if most > batch {
		most = batch
	}
	for i := 0; i < most; i++ {
		l.vectors[i].Len = headerSize
		if c.next > 1 {
			l.vectors[i].Len = 4
		}
		l.headers[i].hdr.Namelen = syscall.SizeofSockaddrInet4
	}
	n, _, errno := syscall.RawSyscall6(syscall.SYS_RECVMMSG, uintptr(c.fd), uintptr(unsafe.Pointer(&l.headers[0])), uintptr(most), syscall.MSG_DONTWAIT|syscall.MSG_TRUNC, 0, 0)
	if errno != 0 {
		if errno != syscall.EAGAIN && errno != syscall.EINTR {
			l.end(c, errno.Error())
		}
		return
	}
	for i := 0; i < int(n) && !c.over; i++ {
		if !c.connected {
			l.connect(c, i)
		}
		l.take(c, l.buffers[i][:], int(l.headers[i].len))
	}
}

func (l *load) connect(c *client, i int) {
	c.connected = true
	_, _, errno := syscall.RawSyscall(syscall.SYS_CONNECT, uintptr(c.fd), uintptr(unsafe.Pointer(&l.names[i])), syscall.SizeofSockaddrInet4)
	if errno != 0 {
		l.end(c, errno.Error())
	}
}

func (l *load) take(c *client, packet []byte, length int) {
	if length < 4 {
		return
	}
	switch binary.BigEndian.Uint16(packet) {
	case opOack:
		if c.next == 1 {
			c.agree(packet[2:min(length, headerSize)])
			l.acknowledge(c)
		}
	case opError:
		l.end(c, "ERROR "+string(packet[4:min(length, headerSize)-1]))
	case opData:
		l.data(c, int(binary.BigEndian.Uint16(packet[2:])), length-4)
	}
}

func (l *load) data(c *client, block, length int) {
	if block != c.next&0xffff {
		// A block that came before asks for the ACK again; a gap is told once (RFC 7440 section 4).
		if c.window == 1 || !c.told {
			c.told = true
			l.acknowledge(c)
		}
		return
	}
	c.told = false
	c.next++
	c.pending++
	c.bytes += int64(length)
	last := length < c.blksize
	if last || c.pending >= c.window {
		l.acknowledge(c)
	}
	if !last {
		return
	}
	if c.bytes == l.size {
		l.end(c, "")
	} else {
		l.end(c, fmt.Sprintf("%d octets", c.bytes))
	}
}

func (c *client) agree(options []byte) {
	var fields []string
	for start, i := 0, 0; i < len(options); i++ {
		if options[i] == 0 {
			fields = append(fields, string(options[start:i]))
			start = i + 1
		}
	}
	for i := 0; i+1 < len(fields); i += 2 {
		value, err := strconv.Atoi(fields[i+1])
		if err != nil {
			continue
		}
		if fields[i] == "blksize" {
			c.blksize = value
		} else if fields[i] == "windowsize" {
			c.window = value
		}
	}
}

func (l *load) acknowledge(c *client) {
	binary.BigEndian.PutUint16(c.ack[:], opAck)
	binary.BigEndian.PutUint16(c.ack[2:], uint16((c.next-1)&0xffff))
	c.pending = 0
	c.sent = time.Now()
	c.progress = c.sent
	l.send(c, c.ack[:])
}

func (l *load) send(c *client, packet []byte) {
	c.last = packet
	to, size := uintptr(unsafe.Pointer(&l.server)), uintptr(syscall.SizeofSockaddrInet4)
	if c.connected {
		to, size = 0, 0
	}
	syscall.RawSyscall6(syscall.SYS_SENDTO, uintptr(c.fd), uintptr(unsafe.Pointer(&packet[0])), uintptr(len(packet)), 0, to, size)
}

func (l *load) resend(now time.Time) {
	for _, c := range l.clients {
		if c.over || now.Sub(c.sent) < resendWait {
			continue
		}
		if now.Sub(c.progress) > patience {
			l.end(c, "no answer")
			continue
		}
		l.result.Resent++
		c.sent = now
		c.pending = 0
		l.send(c, c.last)
	}
}

func (l *load) end(c *client, trouble string) {
	if c.over {
		return
	}
	c.over = true
	l.left--
	l.result.Bytes += c.bytes
	if trouble == "" {
		l.result.Completed++
	} else {
		l.result.Failed++
		if len(l.result.Errors) < 5 {
			l.result.Errors = append(l.result.Errors, trouble)
		}
	}
	syscall.Close(c.fd)
}

func rrq(file string, blksize, window int) []byte {
	text := file + "\x00octet\x00blksize\x00" + strconv.Itoa(blksize) + "\x00"
	if window > 1 {
		text += "windowsize\x00" + strconv.Itoa(window) + "\x00"
	}
	return append([]byte{0, 1}, text...)
}

func ip4(text string) []byte {
	address := net.ParseIP(text).To4()
	if address == nil {
		fail("address", fmt.Errorf("%q is no IPv4 address", text))
	}
	return address
}

func swap(port uint16) uint16 { return port<<8 | port>>8 }

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "tftp-load: %s: %v\n", what, err)
	os.Exit(1)
}
