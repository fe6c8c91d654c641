// Command khaosat is the whole of khaosat in one file: it serves surveys, imports questionnaires, units and responses,
// makes reports and verifies them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// Exit codes.
const (
	exitWell        = 0
	exitInput       = 1 // the input is wrong; every problem was listed
	exitUse         = 2 // wrong use
	exitEnvironment = 3 // the environment failed: disk, network, store
	exitDifference  = 4 // verify found a difference, or data erased since
)

// commands is the command line. Every flag can also be given as KHAOSAT_<FLAG>.
type commands struct {
	Lang string `enum:"vi,en" default:"vi" help:"help.lang"`

	Demo      demoCommand      `cmd:"" help:"help.demo"`
	Serve     serveCommand     `cmd:"" help:"help.serve"`
	Check     checkCommand     `cmd:"" help:"help.check"`
	Form      formCommand      `cmd:"" help:"help.form"`
	Survey    surveyCommand    `cmd:"" help:"help.survey"`
	Units     unitsCommand     `cmd:"" help:"help.units"`
	Link      linkCommand      `cmd:"" help:"help.link"`
	Frame     frameCommand     `cmd:"" help:"help.frame"`
	Quota     quotaCommand     `cmd:"" help:"help.quota"`
	Token     tokenCommand     `cmd:"" help:"help.token"`
	Responses responsesCommand `cmd:"" help:"help.responses"`
	Response  responseCommand  `cmd:"" help:"help.response"`
	Report    reportCommand    `cmd:"" help:"help.report"`
	Verify    verifyCommand    `cmd:"" help:"help.verify"`
	Tabulate  tabulateCommand  `cmd:"" help:"help.tabulate"`
	User      userCommand      `cmd:"" help:"help.user"`
	Key       keyCommand       `cmd:"" help:"help.key"`
	Backup    backupCommand    `cmd:"" help:"help.backup"`
	Restore   restoreCommand   `cmd:"" help:"help.restore"`
	Doctor    doctorCommand    `cmd:"" help:"help.doctor"`
}

// terminal is what a command talks to: the files and streams of the person who called it, also when it runs inside a
// server.
type terminal struct {
	ctx    context.Context
	lang   string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	read   func(path string) ([]byte, error)
	write  func(path string, content []byte) error
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	t := &terminal{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, read: os.ReadFile, write: writeFile}
	os.Exit(run(t, os.Args[1:]))
}

// run parses a command line and carries it out.
func run(t *terminal, args []string) int {
	if asksVersion(args) {
		return printVersion(t)
	}
	var c commands
	parsed, code := parse(t, &c, args)
	if parsed == nil {
		return code
	}
	t.lang = c.Lang
	return t.exit(parsed.Run(t, append(args, fromEnvironment(parsed)...)))
}

// parse returns nil and an exit code when there is nothing to run: help, or wrong use.
func parse(t *terminal, c *commands, args []string) (*kong.Context, int) {
	left := -1
	options := []kong.Option{kong.Name("khaosat"), kong.Description("help.khaosat"), kong.PostBuild(sayHelp),
		kong.Writers(t.stdout, t.stderr), kong.Exit(func(code int) { left = code }), kong.UsageOnError(),
		kong.Vars{"missing": missingTexts}}
	if _, inside := t.ctx.Value(serviceKey{}).(*service.Service); !inside { // a server's environment is not its callers'
		options = append(options, kong.DefaultEnvars("KHAOSAT"))
	}
	parser, err := kong.New(c, options...)
	if err != nil {
		fmt.Fprintln(t.stderr, err)
		return nil, exitUse
	}
	parsed, err := parser.Parse(args)
	if left >= 0 { // --help
		return nil, left
	}
	if err != nil {
		fmt.Fprintln(t.stderr, "khaosat:", err)
		return nil, exitUse
	}
	return parsed, exitWell
}

// fromEnvironment gives the flags that were set by KHAOSAT_<FLAG> as arguments, for a server that carries the command
// out.
func fromEnvironment(parsed *kong.Context) []string {
	var out []string
	for _, flag := range parsed.Flags() {
		if slices.ContainsFunc(parsed.Path, func(p *kong.Path) bool { return p.Flag == flag }) {
			continue // the command line goes first
		}
		for _, name := range flag.Envs {
			if value, set := os.LookupEnv(name); set {
				out = append(out, "--"+flag.Name+"="+value)
				break
			}
		}
	}
	return out
}

// codeError carries an exit code and what is said of it: nothing when that was printed already.
type codeError struct {
	code int
	said survey.Words
}

func (e codeError) Error() string { return e.said.In("en") }

// exit prints an error in the reader's language with every problem of an input, and gives its exit code.
func (t *terminal) exit(err error) int {
	if err == nil {
		return exitWell
	}
	var coded codeError
	var e *survey.Error
	if errors.As(err, &coded) {
		t.tell(t.stderr, coded.said)
		if errors.As(err, &e) { // and then the data could not be closed
			t.tell(t.stderr, e.Msg)
		}
		return coded.code
	}
	if !errors.As(err, &e) {
		t.tell(t.stderr, ofFiles(err))
		fmt.Fprintln(t.stderr, "khaosat:", err)
		return exitEnvironment
	}
	t.tell(t.stderr, e.Msg)
	for _, p := range e.Problems {
		fmt.Fprintf(t.stderr, "  %s: %s [%s]\n", p.Place, inWords(p, t.lang), p.Code)
	}
	switch e.Kind {
	case survey.Internal, survey.Unavailable:
		if e.Err != nil {
			fmt.Fprintln(t.stderr, " ", e.Err)
		}
		return exitEnvironment
	}
	return exitInput
}

// inWords is a problem in words: the author's own where the questionnaire has some.
func inWords(p survey.Problem, lang string) string {
	if own := p.Own.In(lang); own != "" {
		return own
	}
	return p.Words.In(lang)
}

// tell prints words in the language of the person who called the command, each on a line; words that are empty are
// none. to is t.stdout for what the command is asked for, t.stderr for what is said beside it.
func (t *terminal) tell(to io.Writer, lines ...survey.Words) {
	for _, w := range lines {
		if line := w.In(t.lang); line != "" {
			fmt.Fprintln(to, line)
		}
	}
}

// say tells a text of the catalogue beside what the command is asked for.
func (t *terminal) say(key string, pairs ...any) { t.tell(t.stderr, survey.Say(key, pairs...)) }

// input reads a file that the caller named; a file that is not there is wrong input.
func (t *terminal) input(path string) ([]byte, error) {
	b, err := t.read(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, survey.Fail(survey.Invalid, "file.not_found:named", "file", path)
	}
	return b, err
}
