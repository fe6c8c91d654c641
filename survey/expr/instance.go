package expr

import (
	"strings"
	"sync"
)

// Instance is a secondary instance: a choice list or a file, shaped as ODK shapes them (root/item/column). It is read by
// many evaluations at once and must not be changed once it is in use.
type Instance struct {
	top *Node // unnamed document node above "root"

	mu      sync.Mutex
	columns map[string]map[string][]*Node // column → value → items, built when first asked for
}

// NewInstance makes an instance of rows. Cells beyond the columns are dropped, missing cells are empty.
func NewInstance(columns []string, rows [][]string) *Instance {
	in := &Instance{top: NewRoot("")}
	root := in.top.Append("root", "")
	for _, row := range rows {
		item := root.Append("item", "")
		for i, c := range columns {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			item.Append(c, cell)
		}
	}
	return in
}

// InstanceOf makes an instance of a whole tree, such as ODK's last-saved or contact-summary. It takes the tree over.
func InstanceOf(root *Node) *Instance {
	in := &Instance{top: NewRoot("")}
	in.top.Children = []*Node{root}
	root.Parent = in.top
	return in
}

// Items are the nodes root/item, in order.
func (in *Instance) Items() []*Node { return in.top.Child("root").items() }

func (n *Node) items() []*Node {
	if n == nil {
		return nil
	}
	return n.All("item")
}

// with returns the items whose column has that value, in order.
func (in *Instance) with(column, value string) []*Node {
	in.mu.Lock()
	defer in.mu.Unlock()
	index, ok := in.columns[column]
	if !ok {
		index = map[string][]*Node{}
		for _, item := range in.Items() {
			v := item.Child(column).text()
			index[v] = append(index[v], item)
		}
		if in.columns == nil {
			in.columns = map[string]map[string][]*Node{}
		}
		in.columns[column] = index
	}
	return index[value]
}

// Pull is pulldata's lookup: column want of the first row whose column key has that value; "" when there is none.
func (in *Instance) Pull(want, key, value string) string {
	for _, item := range in.with(key, value) {
		return item.Child(want).text()
	}
	return ""
}

// lookupInstance finds an instance by its name, with or without ".csv".
func lookupInstance(all map[string]*Instance, name string) *Instance {
	if in := all[name]; in != nil {
		return in
	}
	if short, ok := strings.CutSuffix(name, ".csv"); ok {
		return all[short]
	}
	return all[name+".csv"]
}
