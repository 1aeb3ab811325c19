-- What was told is read with its age by whoever plans; nobody asks for it by a view any more.
drop view providers.v_capacity;
