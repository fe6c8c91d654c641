package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// finish writes the finished workbook. What excelize cannot say is put into its sheets on the way: that data bars are
// plain and as long as their share; how deep rows fold, without which Excel shows no signs to fold them; and that an
// underscore is one where LibreOffice would read a sign of the kind _xa_ as an escaped character, as in
// "loa_xa_phuong".
func (b *Builder) finish(w io.Writer) error {
	var whole bytes.Buffer
	if err := b.Write(&whole); err != nil {
		return err
	}
	parts, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		return err
	}
	sheets := map[string]string{}
	for id, name := range b.GetSheetMap() {
		sheets[fmt.Sprintf("xl/worksheets/sheet%d.xml", id)] = name
	}
	// excelize writes its parts in any order; a file of the same content is to be the same file. [Content_Types].xml
	// comes first by its name.
	slices.SortFunc(parts.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, part := range parts.File {
		name := sheets[part.Name]
		if len(b.bars[name]) == 0 && b.outlines[name] == 0 && !b.escapes[name] {
			err = out.Copy(part)
		} else {
			err = b.rewrite(out, part, name)
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// rewrite copies a sheet with its signs escaped, its outline and its data bars complete. The sheets of data have
// neither of the two and are copied piece by piece.
func (b *Builder) rewrite(out *zip.Writer, part *zip.File, name string) error {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	to, err := out.Create(part.Name)
	if err != nil {
		return err
	}
	if len(b.bars[name]) == 0 && b.outlines[name] == 0 {
		return escapeSigns(to, in)
	}
	var sheet strings.Builder
	if err := escapeSigns(&sheet, in); err != nil {
		return err
	}
	deep := fmt.Sprintf(`<sheetFormatPr outlineLevelRow="%d" `, b.outlines[name])
	_, err = io.WriteString(to, plainBars(strings.Replace(sheet.String(), "<sheetFormatPr ", deep, 1), b.bars[name]))
	return err
}

// looseSign is what LibreOffice takes for an escaped character although ECMA-376, part 1, 22.4.2.4 asks for four
// digits.
var looseSign = regexp.MustCompile(`^_x[0-9a-fA-F]{1,3}_`)

// needsEscape reports whether a text has a loose sign.
func needsEscape(s string) bool {
	for at := strings.Index(s, "_x"); at >= 0; {
		if looseSign.MatchString(s[at:]) {
			return true
		}
		next := strings.Index(s[at+1:], "_x")
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

// escapeSigns copies XML and writes the underscore before a loose sign as an escaped character itself.
func escapeSigns(w io.Writer, r io.Reader) error {
	in, out := bufio.NewReaderSize(r, 1<<16), bufio.NewWriterSize(w, 1<<16)
	for {
		chunk, err := in.ReadString('<')
		for {
			at := strings.Index(chunk, "_x")
			if at < 0 {
				break
			}
			_, _ = out.WriteString(chunk[:at])
			if chunk = chunk[at:]; looseSign.MatchString(chunk) {
				_, _ = out.WriteString("_x005F")
			}
			_ = out.WriteByte('_')
			chunk = chunk[1:]
		}
		_, _ = out.WriteString(chunk)
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return err
		}
	}
}
