package xlsx

// Limits are what a workbook may cost its reader.
type Limits struct {
	Bytes  int64 // of the file as it is sent
	Part   int64 // bytes of one part, unpacked
	XML    int64 // bytes of all XML parts together, unpacked
	Growth int64 // bytes of XML, and of texts in cells, for one of the file, above 32 MiB; 0: whatever XML and Text allow
	Tags   int   // in all parts that are read
	Text   int64 // bytes of texts in cells, a text that several cells share for each of them
	Cells  int   // that hold something, in all sheets that are read
	Blank  int64 // blank cells within the reach of a sheet, beside some for every byte of the file; 0: as many as come
	Whole  bool  // every XML part is walked over before one is parsed, also those that are never read
}

// The limits of what khaosat reads. The largest real form known has 4 MB of XML in 60 parts, packed 55 to 1.
var (
	Form = Limits{Bytes: 16 << 20, Part: 40 << 20, XML: 64 << 20, Tags: 1_500_000, Text: 16 << 20, Cells: 400_000,
		Whole: true}
	Data = Limits{Bytes: 256 << 20, Part: 1 << 30, XML: 1 << 30, Growth: 60, Tags: 300_000_000, Text: 1 << 30,
		Cells: 100_000_000, Blank: 500_000}
)

// Limits of every workbook.
const (
	maxParts   = 2000      // entries of the zip
	maxRatio   = 400       // unpacked to packed size of a part above 1 MiB
	maxSheets  = 500       // in one workbook
	maxRows    = 1_048_576 // Excel's own
	maxColumns = 16_384    // Excel's own
	blankBytes = 8         // blank cells for a byte of the file, where growth counts
	rowBytes   = 16        // rows left out that count as a blank cell
	freeGrowth = 32 << 20  // bytes of XML, and of texts, that any file may unpack to
	maxDepth   = 64        // nested elements; a sheet needs 7
	maxRun     = 1 << 20   // bytes of one tag, comment or text; a cell holds 32,767 characters
	maxMerges  = 20_000    // merged cells in one sheet
	maxFormats = 10_000    // number formats of a workbook's own
	maxStyles  = 100_000   // of cells
)

// within are the limits of a file of size bytes.
func (l Limits) within(size int64) Limits {
	if l.Growth > 0 {
		l.XML, l.Text = min(l.XML, freeGrowth+l.Growth*size), min(l.Text, freeGrowth+l.Growth*size)
		l.Blank += blankBytes * size
	}
	return l
}
