package weights

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/stats/exact"
	"github.com/khaosat/khaosat/stats/problem"
)

// PopulationCell is one line of a sampling frame: how many people of a class a unit has ("Pá Khoang",
// "members", 120).
type PopulationCell struct {
	Unit, Class string
	Count       float64
}

// CellWeight is what BaseWeights makes of a PopulationCell.
type CellWeight struct {
	PopulationCell
	Respondents int
	Weight      float64 // people that each respondent of the cell stands for; 0 without respondents
}

// EmptyCells says what BaseWeights does with the people of cells that have no respondents.
type EmptyCells string

// The choices.
const (
	EmptyFail   EmptyCells = ""       // refuse, naming the cells
	EmptyLeave  EmptyCells = "leave"  // they are represented by nobody; weights add up to less
	EmptySpread EmptyCells = "spread" // the respondents of the same class in other units stand for them too
)

// BaseWeights are weights by a frame of unit × class counts.
type BaseWeights struct {
	Weights     []float64    // one per row
	Cells       []CellWeight // in the order of the frame
	Uncovered   float64      // people of cells without respondents, whatever was done with them
	Represented float64      // sum of Weights
}

// NewBaseWeights gives each respondent the weight N/n of his cell: the people of his class in his unit over
// the respondents of that class there. units and classes have one value per row. A cell that is
// listed twice, or a row whose cell the frame does not have, is an error.
//
// The weight stands for equal chances within a cell, non-response at random within it included; where
// answers come by open link there is no such chance and the weights only mend the mixture. Same as
// post-stratifying rows of weight 1 to the frame, which is how to get the variance.
func NewBaseWeights(units, classes []string, frame []PopulationCell, empty EmptyCells) (*BaseWeights, error) {
	margin, err := frameMargin(units, classes, frame)
	if err != nil {
		return nil, err
	}
	ones := make([]float64, len(units))
	for i := range ones {
		ones[i] = 1
	}
	c, err := PostStratify(ones, margin, true)
	if err != nil {
		return nil, err
	}
	b := &BaseWeights{Weights: c.Weights}
	respondents := margin.sums(ones)
	covered, whole := map[string]float64{}, map[string]float64{}
	var empties []string
	for i, cell := range frame {
		w := CellWeight{PopulationCell: cell, Respondents: int(respondents[i])}
		whole[cell.Class] += cell.Count
		switch {
		case w.Respondents > 0 && cell.Count == 0:
			return nil, problem.New("stats.frame_says_people_but", "unit", cell.Unit, "class", cell.Class, "n",
				w.Respondents)
		case w.Respondents > 0:
			w.Weight = cell.Count / respondents[i]
			covered[cell.Class] += cell.Count
		case cell.Count > 0:
			b.Uncovered += cell.Count
			empties = append(empties, fmt.Sprintf("%s – %s (%v)", cell.Unit, cell.Class, cell.Count))
		}
		b.Cells = append(b.Cells, w)
	}
	if len(empties) > 0 {
		if err := b.fillEmpty(empty, empties, classes, covered, whole); err != nil {
			return nil, err
		}
	}
	b.Represented = exact.TotalOf(b.Weights)
	return b, nil
}

// fillEmpty applies the choice for cells without respondents.
func (b *BaseWeights) fillEmpty(choice EmptyCells, empties, classes []string, covered,
	whole map[string]float64) error {
	switch choice {
	case EmptyLeave:
		return nil
	case EmptySpread:
		for _, cell := range b.Cells {
			class, people := cell.Class, whole[cell.Class]
			if people > 0 && covered[class] == 0 {
				return problem.New("stats.class_people_but_no", "class", class, "people", people)
			}
		}
		for i, class := range classes {
			if covered[class] > 0 {
				b.Weights[i] *= whole[class] / covered[class]
			}
		}
		for i := range b.Cells {
			if class := b.Cells[i].Class; covered[class] > 0 {
				b.Cells[i].Weight *= whole[class] / covered[class]
			}
		}
		return nil
	}
	return problem.New("stats.cells_people_but_no", "cells", strings.Join(empties, ", "))
}

// frameMargin turns frame and rows into one margin of unit × class cells.
func frameMargin(units, classes []string, frame []PopulationCell) (Margin, error) {
	m := Margin{Name: "unit × class", Cells: make([]int, len(units))}
	if len(units) != len(classes) {
		return m, problem.New("stats.units_but_classes", "units", len(units), "classes", len(classes))
	}
	type key struct{ unit, class string }
	at := map[key]int{}
	for i, cell := range frame {
		k := key{cell.Unit, cell.Class}
		if _, twice := at[k]; twice {
			return m, problem.New("stats.frame_lists_twice", "unit", cell.Unit, "class", cell.Class)
		}
		at[k] = i
		m.Labels = append(m.Labels, cell.Unit+" – "+cell.Class)
		m.Population = append(m.Population, cell.Count)
	}
	for i := range units {
		cell, ok := at[key{units[i], classes[i]}]
		if !ok {
			return m, problem.New("stats.row_frame_does_not", "row", i+1, "unit", units[i], "class", classes[i])
		}
		m.Cells[i] = cell
	}
	return m, nil
}
