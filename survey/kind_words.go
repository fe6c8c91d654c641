package survey

// KindWords says each kind of item as a person calls it.
var KindWords = map[ItemKind]Words{
	Group:       {VI: "nhóm", EN: "group"},
	Repeat:      {VI: "phần lặp", EN: "repeat"},
	Note:        {VI: "ghi chú", EN: "note"},
	Single:      {VI: "chọn một", EN: "single choice"},
	Multiple:    {VI: "chọn nhiều", EN: "several choices"},
	Rank:        {VI: "xếp hạng", EN: "ranking"},
	Integer:     {VI: "số nguyên", EN: "whole number"},
	Decimal:     {VI: "số thập phân", EN: "decimal number"},
	Range:       {VI: "thang điểm", EN: "score"},
	TextItem:    {VI: "câu hỏi mở", EN: "open question"},
	Date:        {VI: "ngày", EN: "date"},
	Time:        {VI: "giờ", EN: "time"},
	DateTime:    {VI: "ngày giờ", EN: "date and time"},
	Geopoint:    {VI: "tọa độ điểm", EN: "point on the map"},
	Geotrace:    {VI: "đường trên bản đồ", EN: "line on the map"},
	Geoshape:    {VI: "vùng trên bản đồ", EN: "area on the map"},
	Image:       {VI: "hình ảnh", EN: "picture"},
	Audio:       {VI: "âm thanh", EN: "sound"},
	Video:       {VI: "video", EN: "video"},
	File:        {VI: "tệp", EN: "file"},
	Barcode:     {VI: "mã vạch", EN: "barcode"},
	Acknowledge: {VI: "xác nhận", EN: "acknowledgement"},
	Calculate:   {VI: "tính toán", EN: "calculation"},
	Hidden:      {VI: "ẩn", EN: "hidden"},
	Metadata:    {VI: "tự ghi", EN: "recorded by itself"},
}

// Words is what a person calls the kind: “số nguyên”, “whole number”.
func (k ItemKind) Words() Words {
	if w, known := KindWords[k]; known {
		return w
	}
	return Words{VI: string(k), EN: string(k)}
}
