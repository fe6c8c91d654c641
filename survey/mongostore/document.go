package mongostore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// documentOf turns a noun into a document: the members of its JSON in their order, names escaped by fieldOf, whole
// numbers as 64-bit integers, others as doubles. nounOf turns it back.
func documentOf(noun any) (bson.Raw, error) {
	b, err := json.Marshal(noun)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	v, err := elementOf(dec)
	if err != nil {
		return nil, err
	}
	return bson.Marshal(v)
}

// elementOf reads the next JSON value as what the driver encodes.
func elementOf(dec *json.Decoder) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch x := token.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(x.String(), 10, 64); err == nil {
			return n, nil
		}
		return strconv.ParseFloat(x.String(), 64)
	case json.Delim:
		if x == '[' {
			return arrayOf(dec)
		}
		return objectOf(dec)
	}
	return token, nil // string, bool, nil
}

func arrayOf(dec *json.Decoder) (bson.A, error) {
	out := bson.A{}
	for dec.More() {
		v, err := elementOf(dec)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := dec.Token()
	return out, err
}

func objectOf(dec *json.Decoder) (bson.D, error) {
	out := bson.D{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := elementOf(dec)
		if err != nil {
			return nil, err
		}
		out = append(out, bson.E{Key: fieldOf(name.(string)), Value: v})
	}
	_, err := dec.Token()
	return out, err
}

// nounOf reads into noun what documentOf made.
func nounOf(doc bson.Raw, noun any) error {
	var b bytes.Buffer
	if err := writeObject(&b, doc); err != nil {
		return err
	}
	return json.Unmarshal(b.Bytes(), noun)
}

func writeObject(w *bytes.Buffer, doc bson.Raw) error {
	elements, err := doc.Elements()
	if err != nil {
		return err
	}
	w.WriteByte('{')
	for i, e := range elements {
		if i > 0 {
			w.WriteByte(',')
		}
		name, err := nameOf(e.Key())
		if err != nil {
			return err
		}
		if err := writeJSON(w, name); err != nil {
			return err
		}
		w.WriteByte(':')
		if err := writeValue(w, e.Value()); err != nil {
			return err
		}
	}
	w.WriteByte('}')
	return nil
}

func writeArray(w *bytes.Buffer, array bson.RawArray) error {
	values, err := array.Values()
	if err != nil {
		return err
	}
	w.WriteByte('[')
	for i, v := range values {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := writeValue(w, v); err != nil {
			return err
		}
	}
	w.WriteByte(']')
	return nil
}

func writeValue(w *bytes.Buffer, v bson.RawValue) error {
	switch v.Type {
	case bson.TypeNull:
		return writeJSON(w, nil)
	case bson.TypeBoolean:
		return writeJSON(w, v.Boolean())
	case bson.TypeString:
		return writeJSON(w, v.StringValue())
	case bson.TypeInt32, bson.TypeInt64:
		return writeJSON(w, v.AsInt64())
	case bson.TypeDouble:
		return writeJSON(w, v.Double())
	case bson.TypeArray:
		return writeArray(w, v.Array())
	case bson.TypeEmbeddedDocument:
		return writeObject(w, v.Document())
	}
	return fmt.Errorf("a stored value is %s", v.Type)
}

func writeJSON(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}
