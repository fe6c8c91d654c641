package results

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Release is what the public is shown of figures after what it was shown before, nil at first. was itself is returned
// until the number of responses has moved by survey.MinimumBase since figures were last compared: when figures move
// depends on nothing that anybody answered. Then each part of an item's people moves to what is counted now where that
// is as many more or fewer, and else stays; and the item stays as it was where any number on the page would move by
// fewer. So every count of an item moves by 0 or by at least survey.MinimumBase, and lies within as many of the truth.
// Nil: too few have answered.
func Release(was *survey.Release, now *Results) *survey.Release {
	if was != nil && !was.Created.Equal(now.Survey.Created) {
		was = nil
	}
	switch {
	case was == nil && now.Counted < survey.MinimumBase:
		return nil
	case was == nil:
		was = &survey.Release{}
	case distance(was.Seen, now.Counted) < survey.MinimumBase:
		return was
	}
	items := releasesOf(was)
	for _, it := range now.Items {
		if it.Repeat != "" { // one person may be in several rows
			continue
		}
		fresh := releaseOf(it, now.Counted)
		old, there := items[it.Name()]
		switch {
		case !there && it.Base.Valid >= survey.MinimumBase:
			items[it.Name()] = fresh
		case there:
			if held := held(old, fresh); steady(it, old, held) {
				items[it.Name()] = held
			}
		}
	}
	next := &survey.Release{Survey: now.Survey.Slug, Wave: now.Wave, Created: now.Survey.Created, Seen: now.Counted,
		Counted: step(was.Counted, now.Counted)}
	for _, name := range slices.Sorted(maps.Keys(items)) {
		r := items[name]
		next.Items = append(next.Items, survey.ReleasedItem{Name: name, Parts: listed(r.Parts), Counts: listed(r.Counts),
			Numbers: r.Numbers})
	}
	return next
}

// release is what the public knows of an item, by name.
type release struct {
	Parts, Counts map[string]int64
	Numbers       []float64
}

// releasesOf are the items of a release by name.
func releasesOf(r *survey.Release) map[string]release {
	out := map[string]release{}
	for _, it := range r.Items {
		out[it.Name] = release{named(it.Parts), named(it.Counts), it.Numbers}
	}
	return out
}

func named(list []survey.ReleasedCount) map[string]int64 {
	out := map[string]int64{}
	for _, c := range list {
		out[c.Of] = c.N
	}
	return out
}

func listed(counts map[string]int64) []survey.ReleasedCount {
	var out []survey.ReleasedCount
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, survey.ReleasedCount{Of: name, N: counts[name]})
	}
	return out
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

// step is where a count moves to.
func step(was, now int64) int64 {
	if distance(was, now) < survey.MinimumBase {
		return was
	}
	return now
}

// Names of what is counted of an item; choices are "=CODE".
const (
	partNotAsked = "not asked"
	partBlank    = "blank"
	partDontKnow = "dont_know"
	partRefused  = "refused"
	partMissing  = "missing" // answered in no valid way, and in none of the ways above
	partValid    = "valid"   // valid, and in no choice that is a part
)

func offeredName(code string) string         { return "offered " + code }
func rankName(code string, place int) string { return fmt.Sprint("rank ", place, " ", code) }

// releaseOf is an item's figures by name.
func releaseOf(it *Item, counted int64) release {
	out := release{Parts: map[string]int64{partNotAsked: counted - it.Base.Asked,
		partBlank: it.Base.Asked - it.Base.Answered}, Counts: map[string]int64{}}
	missing, valid, within := it.Base.Answered-it.Base.Valid, it.Base.Valid, out.Counts
	if one(it) {
		within = out.Parts
		missing -= it.Stated[survey.DontKnow] + it.Stated[survey.Refused]
	}
	within[partDontKnow], within[partRefused] = it.Stated[survey.DontKnow], it.Stated[survey.Refused]
	for i, row := range it.Rows {
		within["="+row.Code] = row.Count
		if row.Offered {
			out.Counts[offeredName(row.Code)] = row.Base
		}
		switch {
		case !one(it):
		case row.Role.Missing():
			missing -= row.Count
		default:
			valid -= row.Count
		}
		if it.Ranks != nil {
			for place, n := range it.Ranks[i].Places {
				out.Counts[rankName(row.Code, place)] = n
			}
		}
	}
	out.Parts[partMissing], out.Parts[partValid] = missing, valid
	if n := it.Numbers; n != nil && n.N > 1 {
		out.Numbers = []float64{n.Total, n.Mean, n.SD}
	}
	return out
}

// one tells whether each person is in one choice at most.
func one(it *Item) bool { return it.Field.Kind.Choose == kinds.OneOf }

// held is what an item moves to. Numbers move with their base alone.
func held(old, fresh release) release {
	out := release{Parts: map[string]int64{}, Counts: map[string]int64{}, Numbers: old.Numbers}
	for name, n := range fresh.Parts {
		out.Parts[name] = step(old.Parts[name], n)
	}
	for name, n := range fresh.Counts {
		out.Counts[name] = step(old.Counts[name], n)
	}
	if out.Parts[partValid] != old.Parts[partValid] {
		out.Numbers = fresh.Numbers
	}
	return out
}

// steady tells whether no number that is shown of an item moves by fewer than the minimum base, and none is larger than
// its base.
func steady(it *Item, old, held release) bool {
	before, oldCounted := released(it, old)
	after, counted := released(it, held)
	was, is := shownCounts(before, oldCounted), shownCounts(after, counted)
	for name, n := range is {
		if d := distance(was[name], n); d != 0 && d < survey.MinimumBase || n < 0 {
			return false
		}
	}
	for _, row := range after.Rows {
		if !row.Role.Missing() && row.Count > row.Base {
			return false
		}
	}
	for _, rank := range after.Ranks {
		if rank.N > after.Base.Valid {
			return false
		}
	}
	return true
}

// shownCounts are the counts of people that a page shows of an item.
func shownCounts(it *Item, counted int64) map[string]int64 {
	out := map[string]int64{"counted": counted, "asked": it.Base.Asked, "answered": it.Base.Answered,
		"valid": it.Base.Valid, "not asked": counted - it.Base.Asked, "blank": it.Base.Asked - it.Base.Answered,
		"missing": it.Base.Answered - it.Base.Valid}
	for role, n := range it.Stated {
		out["stated "+string(role)] = n
	}
	for i, row := range it.Rows {
		out["="+row.Code], out[offeredName(row.Code)] = row.Count, row.Base
		if it.Ranks != nil {
			for place, share := range it.Ranks[i].Top {
				out[rankName(row.Code, place)] = share.Count
			}
		}
	}
	for name, share := range map[string]*Share{"top": it.Top, "top2": it.Top2} {
		if share != nil {
			out[name] = share.Count
		}
	}
	return out
}

// Released are the figures that the public is shown: those of a release under the labels of now, of each item with how
// many responses it is of. Items of which nothing was released, or too little is left, have no figures: their valid
// base is below survey.MinimumBase. Repeats, units, and least, middle and largest numbers, which are single persons',
// are left out.
func Released(r *survey.Release, now *Results) (shown *Results, counted []int64) {
	if r == nil {
		r = &survey.Release{}
	}
	out, items := *now, releasesOf(r)
	out.Counted, out.Items, out.Units, out.Unplaced = r.Counted, nil, nil, 0
	for _, it := range now.Items {
		if it.Repeat != "" {
			continue
		}
		item, n := released(it, items[it.Name()])
		out.Items, counted = append(out.Items, item), append(counted, n)
	}
	return &out, counted
}

// released is an item with its released figures.
func released(it *Item, r release) (item *Item, counted int64) {
	out := *it
	out.ByUnit, out.Stated, out.Rows, out.Ranks, out.Numbers = nil, map[survey.Role]int64{}, nil, nil, nil
	within := r.Counts
	if one(it) {
		within = r.Parts
	}
	for _, n := range r.Parts {
		counted += n
	}
	out.Base.Asked = counted - r.Parts[partNotAsked]
	out.Base.Answered = out.Base.Asked - r.Parts[partBlank]
	out.Base.Valid = out.Base.Answered - r.Parts[partMissing]
	if one(it) {
		out.Base.Valid -= r.Parts[partDontKnow] + r.Parts[partRefused]
	}
	for role, name := range map[survey.Role]string{survey.DontKnow: partDontKnow, survey.Refused: partRefused} {
		if n := within[name]; n > 0 {
			out.Stated[role] = n
		}
	}
	for _, row := range it.Rows {
		if row.Count = within["="+row.Code]; one(it) && row.Role.Missing() {
			out.Base.Valid -= row.Count
		}
		out.Rows = append(out.Rows, row)
	}
	out.choices(it, r)
	if len(r.Numbers) == 3 {
		numbers := Undefined()
		numbers.N, numbers.Total, numbers.Mean, numbers.SD = out.Base.Valid, r.Numbers[0], r.Numbers[1], r.Numbers[2]
		out.Numbers = &numbers
	}
	return &out, counted
}

// choices works out what hangs on the counts of the choices.
func (it *Item) choices(of *Item, r release) {
	var top, top2 int64
	var scores []Scored
	for i := range it.Rows {
		row := &it.Rows[i]
		if of.Ranks != nil { // who ranked a choice put it in one place
			places := make([]int64, len(of.Ranks[i].Places))
			for place := range places {
				places[place] = r.Counts[rankName(row.Code, place)]
			}
			rank := RankOf(places, it.Base.Valid)
			row.Count, it.Ranks = rank.N, append(it.Ranks, rank)
		}
		if row.Base = it.Base.Valid; row.Offered {
			row.Base = r.Counts[offeredName(row.Code)]
		}
		if !row.Role.Missing() {
			row.Proportion = ShareOf(row.Count, row.Base).Estimate
		}
		switch row.Role {
		case survey.PositiveStrong:
			top, top2 = top+row.Count, top2+row.Count
		case survey.Positive:
			top2 += row.Count
		}
		if c := of.Series.Choice(row.Code); c != nil && !row.Role.Missing() {
			if x, err := strconv.ParseFloat(c.Score, 64); err == nil {
				scores = append(scores, Scored{Score: x, Count: row.Count})
			}
		}
	}
	if of.Top != nil {
		it.Top = ShareOf(top, it.Base.Valid)
	}
	if of.Top2 != nil {
		it.Top2 = ShareOf(top2, it.Base.Valid)
	}
	if it.Scores = nil; of.Scores != nil {
		it.Scores = ScoreSummary(scores)
	}
}
