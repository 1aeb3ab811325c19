-- The figures of speed read a year of requests.
create index care_package_by_request on brokerage.care_package (council_id, requested_at);
