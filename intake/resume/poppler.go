package resume

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// poppler runs pdftotext as a child that is bounded in time, processor, memory and
// output, has no environment, may write no file, and dies with all it started.
// The file goes in on standard input: nothing touches the disk.
type poppler struct {
	program string
	shell   string // sets the limits before the program starts
	memory  int64  // bytes
	version func() string
}

func findPoppler(c Config) *poppler {
	program := c.PDFToText
	switch program {
	case "off":
		return nil
	case "":
		found, err := exec.LookPath("pdftotext")
		if err != nil {
			return nil
		}
		program = found
	}
	p := &poppler{program: program, memory: c.ChildMemory}
	if runtime.GOOS != "windows" {
		p.shell, _ = exec.LookPath("sh")
	}
	p.version = sync.OnceValue(p.askVersion)
	return p
}

// askVersion turns "pdftotext version 22.12.0" into "pdftotext 22.12.0".
func (p *poppler) askVersion() string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.program, "-v")
	cmd.Env = []string{}
	var out bounded
	out.left = 4096
	cmd.Stderr, cmd.Stdout = &out, &out
	_ = cmd.Run() // some versions exit with 99 here
	_, after, ok := strings.Cut(out.String(), " version ")
	if !ok {
		return "pdftotext"
	}
	number, _, _ := strings.Cut(after, "\n")
	return "pdftotext " + strings.TrimSpace(number)
}

// command wraps the program in a shell that lowers its limits first. Systems
// differ in which limits they know; Linux must set them all.
func (p *poppler) command(ctx context.Context, args ...string) *exec.Cmd {
	if p.shell == "" {
		return exec.CommandContext(ctx, p.program, args...)
	}
	refuse := ""
	if runtime.GOOS != "linux" {
		refuse = "2>/dev/null || true"
	}
	script := strings.ReplaceAll(fmt.Sprintf(
		"ulimit -c 0 ORELSE; ulimit -f 0 ORELSE; ulimit -t 15 ORELSE; ulimit -v %d ORELSE; exec \"$0\" \"$@\"",
		p.memory/1024), " ORELSE", " "+refuse)
	return exec.CommandContext(ctx, p.shell, append([]string{"-e", "-c", script, p.program}, args...)...)
}

// text returns the text of all pages, laid out as on the page, pages parted by
// form feeds.
func (p *poppler) text(ctx context.Context, data []byte) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := p.command(ctx, "-q", "-layout", "-enc", "UTF-8", "-eol", "unix", "-", "-")
	cmd.Env = []string{}
	cmd.Dir = "/"
	if runtime.GOOS == "windows" {
		cmd.Dir = ""
	}
	cmd.Stdin = bytes.NewReader(data)
	out := &bounded{left: maxText + 1, full: cancel}
	said := &bounded{left: 1024}
	cmd.Stdout, cmd.Stderr = out, said
	cmd.WaitDelay = 2 * time.Second
	ownGroup(cmd)
	err := cmd.Run()
	switch {
	case out.over:
		return out.String(), nil // the caller refuses a text of this length
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		why := strings.Join(strings.Fields(strings.ToValidUTF8(said.String(), "?")), " ")
		return "", errors.New("pdftotext could not read the file: " + strings.TrimSpace(err.Error()+" "+why))
	}
	text := strings.ToValidUTF8(out.String(), "\uFFFD")
	// pdftotext frames lines that run from right to left in direction marks.
	return strings.Map(func(r rune) rune {
		if turns(r) {
			return -1
		}
		return r
	}, text), nil
}

// bounded keeps the first bytes and calls full, once, when there are more.
type bounded struct {
	kept []byte
	left int
	over bool
	full func()
}

func (b *bounded) Write(p []byte) (int, error) {
	keep := min(len(p), b.left)
	b.kept = append(b.kept, p[:keep]...)
	b.left -= keep
	if keep < len(p) && !b.over {
		b.over = true
		if b.full != nil {
			b.full()
		}
	}
	return len(p), nil
}

func (b *bounded) String() string { return string(b.kept) }
