package desk_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// number is a count, or a figure with decimals, on a Vietnamese page.
var number = regexp.MustCompile(`\d+(\.\d{3})*(,\d+)?%?`)

// saidBy are the counts of each part of a page: the numbers of each text in each section, by the words round them.
func saidBy(t *testing.T, page string) (counts map[string]map[string][]int, texts map[string]string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	counts, texts = map[string]map[string][]int{}, map[string]string{}
	var visit func(n *html.Node, section, row string)
	visit = func(n *html.Node, section, row string) {
		for _, a := range n.Attr {
			if a.Key == "id" && regexp.MustCompile(`^i\d+$`).MatchString(a.Val) {
				section = a.Val
			}
		}
		if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script") {
			return
		}
		if n.Type == html.ElementNode && n.Data == "tr" { // a row of a table is known by its first words
			row = number.ReplaceAllString(allText(n), "#")
		}
		if text := strings.TrimSpace(n.Data); n.Type == html.TextNode && text != "" {
			texts[section] += text + "\n"
			key := row + "|" + n.Parent.Data + "|" + number.ReplaceAllString(text, "#")
			for _, found := range number.FindAllString(text, -1) {
				if x, err := strconv.Atoi(strings.ReplaceAll(found, ".", "")); err == nil {
					if counts[section] == nil {
						counts[section] = map[string][]int{}
					}
					counts[section][key] = append(counts[section][key], x)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, section, row)
		}
	}
	visit(root, "", "")
	return counts, texts
}

func allText(n *html.Node) string {
	if n.Type == html.TextNode {
		return strings.TrimSpace(n.Data) + " "
	}
	out := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out += allText(c)
	}
	return out
}

// Whoever looks at the public page after each of 200 answers and withdrawals sees every count stay or move by five or
// more, and no other figure of an item move without a count: two looks tell of no single person.
func TestTwoLooksAtThePublicPageTellOfNoOne(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		for _, mode := range []survey.Mode{survey.Anonymous, survey.Named} {
			t.Run(fmt.Sprint(mode, " ", seed), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(seed, 11))
				w := webtest.ForDesk(t)
				q := webtest.RatingForm()
				q.Items = append(q.Items,
					&survey.Item{Name: "tuoi", Kind: survey.Integer, Label: webtest.Tv("Tuổi?", "Age?")},
					&survey.Item{Name: "xep", Kind: survey.Rank, List: "kenh", Label: webtest.Tv("Xếp hạng?", "Rank?")})
				w.Publish(q, service.PublishOptions{Mode: mode})
				w.Change("danh-gia", func(x *survey.Survey) { x.Public = true })
				nobody, moved := webtest.Person{W: w}, 0
				before, beforeTexts := saidBy(t, nobody.Get("/r/danh-gia").Body)
				var receipts []string
				for n := range 200 {
					if len(receipts) > 0 && random.IntN(5) == 0 {
						at := random.IntN(len(receipts))
						if err := w.Service.Withdraw(t.Context(), "danh-gia", receipts[at]); err != nil {
							t.Fatal(err)
						}
						receipts = slices.Delete(receipts, at, at+1)
					} else {
						receipts = append(receipts, sendSome(t, w, random, n))
					}
					now, texts := saidBy(t, nobody.Get("/r/danh-gia").Body)
					if texts["i1"] != beforeTexts["i1"] {
						moved++
					}
					for section, said := range now {
						small := before[section] == nil // an item that was not shown yet
						for key, x := range said {
							old := before[section][key]
							for i := range x {
								was := 0 // a line that was not there
								if i < len(old) {
									was = old[i]
								}
								if d := max(x[i]-was, was-x[i]); d > 0 && d < 5 && !small {
									t.Fatalf("after %d: %s %q moves from %d to %d", n, section, key, was, x[i])
								}
							}
						}
					}
					for section, text := range texts {
						if text != beforeTexts[section] && fmt.Sprint(now[section]) == fmt.Sprint(before[section]) &&
							before[section] != nil {
							t.Fatalf("after %d: %s moves without a count: %q, %q", n, section, beforeTexts[section], text)
						}
					}
					before, beforeTexts = now, texts
				}
				if moved < 3 {
					t.Errorf("the first item moved %d times in 200 answers", moved)
				}
			})
		}
	}
}

// sendSome sends one random answer and returns its receipt.
func sendSome(t *testing.T, w *webtest.World, random *rand.Rand, n int) string {
	t.Helper()
	a := survey.Answers{}
	if x := random.IntN(20); x < 18 {
		a["canbo"] = survey.OfText([]string{"1", "1", "1", "2", "2", "3", "4", "9"}[random.IntN(8)])
	}
	if random.IntN(3) > 0 {
		a["kenh"] = survey.OfCodes([]string{"loa", "hop"}[:1+random.IntN(2)]...)
	}
	if random.IntN(4) > 0 {
		a["tuoi"] = survey.OfNumber(strconv.Itoa(18 + random.IntN(60)))
	}
	if random.IntN(4) > 0 {
		a["xep"] = survey.OfCodes([][]string{{"loa", "hop"}, {"hop", "loa"}, {"hop"}}[random.IntN(3)]...)
	}
	receipt, err := w.Service.Submit(t.Context(), "danh-gia", service.Submission{
		ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n), Answers: a, Channel: survey.ByAPI})
	if err != nil {
		t.Fatal(err)
	}
	return receipt.Receipt
}
