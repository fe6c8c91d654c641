package words

import (
	"go/ast"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"
)

// pageSaid is a text that a template asks for: {{.T "key" "name" value}}.
type pageSaid struct {
	key   string
	names []string // nil where a name is no literal
	at    string
}

// readPages finds what the templates of all pages say, and every literal in them.
func readPages(t *testing.T) (calls []pageSaid, literals map[string]bool) {
	t.Helper()
	literals = map[string]bool{}
	err := filepath.WalkDir(filepath.Join("..", "..", "web"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(filepath.ToSlash(path), "/templates/") ||
			filepath.Ext(path) != ".html" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		tree, trees := parse.New(path), map[string]*parse.Tree{}
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(string(b), "", "", trees); err != nil {
			return err
		}
		for _, tr := range trees {
			if tr.Root != nil {
				p := page{tree: tr, literals: literals}
				p.list(tr.Root)
				calls = append(calls, p.calls...)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return calls, literals
}

type page struct {
	tree     *parse.Tree
	literals map[string]bool
	calls    []pageSaid
}

func (p *page) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			p.pipe(n.Pipe)
		case *parse.TemplateNode:
			p.pipe(n.Pipe)
		case *parse.IfNode:
			p.branch(&n.BranchNode)
		case *parse.RangeNode:
			p.branch(&n.BranchNode)
		case *parse.WithNode:
			p.branch(&n.BranchNode)
		}
	}
}

func (p *page) branch(b *parse.BranchNode) {
	p.pipe(b.Pipe)
	p.list(b.List)
	p.list(b.ElseList)
}

func (p *page) pipe(pipe *parse.PipeNode) {
	if pipe == nil {
		return
	}
	for _, c := range pipe.Cmds {
		p.command(c)
	}
}

func (p *page) command(c *parse.CommandNode) {
	for _, a := range c.Args {
		switch a := a.(type) {
		case *parse.PipeNode:
			p.pipe(a)
		case *parse.StringNode:
			p.literals[a.Text] = true
		}
	}
	if len(c.Args) < 2 || !saysText(c.Args[0]) {
		return
	}
	if key, ok := c.Args[1].(*parse.StringNode); ok {
		where, _ := p.tree.ErrorContext(c)
		p.calls = append(p.calls, pageSaid{key.Text, namesIn(c.Args[2:]), where})
	}
}

// saysText reports whether a node ends in .T: .T, $.T, $p.Say.T.
func saysText(n parse.Node) bool {
	s := n.String()
	return s[strings.LastIndexByte(s, '.')+1:] == "T" && strings.Contains(s, ".")
}

func namesIn(args []parse.Node) []string {
	names := []string{}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(*parse.StringNode)
		if !ok {
			return nil
		}
		names = append(names, name.Text)
	}
	slices.Sort(names)
	return names
}

// TestPagesFitTheCatalogue: what a template says is there, and every text gets the values that it names.
func TestPagesFitTheCatalogue(t *testing.T) {
	texts := everything(t)[Default]
	calls, _ := readPages(t)
	if len(calls) < 300 {
		t.Fatalf("only %d texts found in templates: the test no longer understands them", len(calls))
	}
	for _, c := range calls {
		if entry, ok := texts[c.key]; !ok {
			t.Errorf("%s: %q is not in the catalogue", c.at, c.key)
		} else if c.names == nil || !slices.Equal(c.names, places(entry)) {
			t.Errorf("%s: %q asks for %v, the page passes %v", c.at, c.key, places(entry), c.names)
		}
	}
}

// literals are all strings in the source, and what the tags of fields give as help.
func (s *source) literals() map[string]bool {
	out := map[string]bool{}
	for folder, trees := range s.trees {
		for _, tree := range trees {
			ast.Inspect(tree, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Field:
					out[helpOf(n)] = true
				case ast.Expr:
					if text, ok := constant(n); ok {
						if meaning := "meaning." + text; folder == "problems" && Has(meaning) {
							text = meaning // a code that is listed is no use of its own text then
						}
						out[text] = true
					}
				}
				return true
			})
		}
	}
	return out
}

// helpOf is what the tag of a field gives as help of a command or flag.
func helpOf(f *ast.Field) string {
	if f.Tag == nil {
		return ""
	}
	tag, _ := constant(f.Tag)
	return reflect.StructTag(tag).Get("help")
}

// TestHelpFitsTheCatalogue: the help of a command or flag is a key, or says no more than a name does.
func TestHelpFitsTheCatalogue(t *testing.T) {
	texts := everything(t)[Default]
	plain := regexp.MustCompile(`^(|JSON\.|[A-Z.a-z |]+|\$\{enum\})$`)
	for text := range readSource(t).literals() {
		if _, is := texts[text]; strings.HasPrefix(text, "help.") && !is {
			t.Errorf("%q is not in the catalogue", text)
		}
	}
	for _, tree := range readSource(t).trees["khaosat"] {
		ast.Inspect(tree, func(n ast.Node) bool {
			if f, is := n.(*ast.Field); is {
				if help := helpOf(f); !strings.HasPrefix(help, "help.") && !plain.MatchString(help) {
					t.Errorf("the help %q is not in the catalogue", help)
				}
			}
			return true
		})
	}
}

// builtKey is how keys of a kind are put together.
type builtKey struct {
	begin, end string
	given      bool   // the name comes from outside
	why        string // by what they are told apart
}

// fits reports whether a key is of the kind, given all that is written in the source.
func (b builtKey) fits(key string, literals map[string]bool) bool {
	name, begins := strings.CutPrefix(key, b.begin)
	name, ends := strings.CutSuffix(name, b.end)
	return begins && ends && (b.given || literals[name])
}

// built are the keys that are put together when something is said. The name between begin and end stands in the source,
// but where it is given.
var built = []builtKey{
	{begin: "changes.of.", why: "columns of a questionnaire"},
	{begin: "desk.answer.", why: "reasons for a missing answer"},
	{begin: "desk.channel.", why: "ways in which a response comes"},
	{begin: "desk.done.", why: "what was carried out, also in the address of the page"},
	{begin: "desk.flag.", why: "flags of responses"},
	{begin: "desk.format.", why: "formats of exports"},
	{begin: "desk.level.", given: true, why: "levels of units, named by the register"},
	{begin: "desk.state.", why: "states of responses"},
	{begin: "desk.status.", why: "states of surveys"},
	{begin: "desk.tables.", why: "signs under tables, where there are such cells"},
	{begin: "desk.tables.letters.", why: "adjustments of letters"},
	{begin: "desk.verify.seal.", why: "what a seal is found to be"},
	{begin: "dimension._", why: "breaks that every survey has"},
	{end: "_text", why: "notices, beside their headings"},
	{begin: "respond.keep_", why: "what is said without a signal"},
	{begin: "respond.script_", why: "what scripts say"},
	{begin: "stats.what.", given: true, why: "what columns of a design hold"},
	{begin: "wave.", why: "scopes that are no wave"},
	{begin: "xlsx.about.", why: "sheets"},
	{begin: "xlsx.head.", why: "columns of sheets"},
	{begin: "xlsx.method.", why: "paragraphs of the method sheet"},
	{begin: "xlsx.method.", end: ".text", why: "paragraphs of the method sheet"},
	{begin: "xlsx.mode.", why: "modes of surveys"},
	{begin: "xlsx.number.", why: "figures of numbers"},
	{begin: "xlsx.role.", why: "roles of choices"},
	{begin: "xlsx.sheet.", why: "sheets"},
	{begin: "xlsx.state.", why: "states of responses"},
	{begin: "xlsx.tables.about.", why: "sheets of tables"},
	{begin: "xlsx.tables.base.", why: "bases"},
	{begin: "xlsx.tables.fact.", why: "where figures come from"},
	{begin: "xlsx.tables.flag.", why: "flags of figures"},
	{begin: "xlsx.tables.head.", why: "columns of figures"},
	{begin: "xlsx.tables.how.", why: "paragraphs on tables"},
	{begin: "xlsx.tables.how.", end: ".text", why: "paragraphs on tables"},
	{begin: "xlsx.tables.interval.", why: "intervals"},
	{begin: "xlsx.tables.letters.", why: "adjustments of letters"},
	{begin: "xlsx.tables.row.", why: "rows of tables that are no choice"},
	{begin: "xlsx.tables.", why: "measures of tables"},
}

// TestEveryTextIsSaid: a key stands in the source or in a page as it is, or it is one that is put together.
func TestEveryTextIsSaid(t *testing.T) {
	literals := readSource(t).literals()
	_, inPages := readPages(t)
	maps.Copy(literals, inPages)
	needed := make([]bool, len(built))
	for key := range everything(t)[Default] {
		if literals[key] || literals[strings.TrimPrefix(key, "xlsx.")] {
			continue
		}
		i := slices.IndexFunc(built, func(b builtKey) bool { return b.fits(key, literals) })
		if i < 0 {
			t.Errorf("%s: nobody says this text", key)
			continue
		}
		needed[i] = true
	}
	for i, b := range built {
		if !needed[i] {
			t.Errorf("%s…%s: there is no such key", b.begin, b.end)
		}
	}
}
