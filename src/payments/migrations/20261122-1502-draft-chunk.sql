-- Nobody looks for draft lines by the piece in which they were rated: an index less for each line.
drop index payments.draft_line_of_chunk;
