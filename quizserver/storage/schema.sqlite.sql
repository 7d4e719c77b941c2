CREATE TABLE audit_log (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	at BIGINT NOT NULL,
	actor VARCHAR(36) NOT NULL,
	action VARCHAR(40) NOT NULL,
	object VARCHAR(200) NOT NULL,
	facts TEXT DEFAULT '' NOT NULL
);

CREATE INDEX ix_audit_log_action_at ON audit_log (action, at);

CREATE INDEX ix_audit_log_actor_at ON audit_log (actor, at);

CREATE INDEX ix_audit_log_at ON audit_log (at);

CREATE INDEX ix_audit_log_object_at ON audit_log (object, at);

CREATE TABLE cohorts (
	id VARCHAR(36) NOT NULL,
	course_id VARCHAR(200) NOT NULL,
	name VARCHAR(200) NOT NULL,
	starts_at BIGINT,
	due_at BIGINT,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_cohorts PRIMARY KEY (id),
	CONSTRAINT uq_cohorts_course_id_name UNIQUE (course_id, name)
)
 WITHOUT ROWID;

CREATE TABLE course_revisions (
	revision VARCHAR(80) NOT NULL,
	course_id VARCHAR(200) NOT NULL,
	version VARCHAR(200) NOT NULL,
	body TEXT NOT NULL,
	stored_at BIGINT NOT NULL,
	CONSTRAINT pk_course_revisions PRIMARY KEY (revision)
);

CREATE TABLE departments (
	code VARCHAR(100) NOT NULL,
	name VARCHAR(200) NOT NULL,
	parent_code VARCHAR(100) DEFAULT '' NOT NULL,
	CONSTRAINT pk_departments PRIMARY KEY (code)
)
 WITHOUT ROWID;

CREATE TABLE erasures (
	user_id VARCHAR(36) NOT NULL,
	at BIGINT NOT NULL,
	actor VARCHAR(36) NOT NULL,
	CONSTRAINT pk_erasures PRIMARY KEY (user_id)
);

CREATE TABLE quiz_revisions (
	revision VARCHAR(80) NOT NULL,
	quiz VARCHAR(200) NOT NULL,
	body TEXT NOT NULL,
	stored_at BIGINT NOT NULL,
	CONSTRAINT pk_quiz_revisions PRIMARY KEY (revision)
);

CREATE TABLE sign_in_flows (
	state_hash VARCHAR(64) NOT NULL,
	nonce VARCHAR(100) NOT NULL,
	verifier VARCHAR(128) NOT NULL,
	browser_hash VARCHAR(64) NOT NULL,
	next TEXT NOT NULL,
	expires_at BIGINT NOT NULL,
	CONSTRAINT pk_sign_in_flows PRIMARY KEY (state_hash)
)
 WITHOUT ROWID;

CREATE INDEX ix_sign_in_flows_expires_at ON sign_in_flows (expires_at);

CREATE TABLE sign_in_tries (
	id VARCHAR(36) NOT NULL,
	bucket VARCHAR(64) NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_sign_in_tries PRIMARY KEY (id)
);

CREATE INDEX ix_sign_in_tries_at ON sign_in_tries (at);

CREATE INDEX ix_sign_in_tries_bucket_at ON sign_in_tries (bucket, at);

CREATE TABLE users (
	id VARCHAR(36) NOT NULL,
	email VARCHAR(254) NOT NULL,
	email_key VARCHAR(254) NOT NULL,
	password_hash TEXT,
	name VARCHAR(200) NOT NULL,
	kana VARCHAR(200) DEFAULT '' NOT NULL,
	employee_number VARCHAR(100),
	department_code VARCHAR(100) DEFAULT '' NOT NULL,
	department VARCHAR(200) DEFAULT '' NOT NULL,
	locale VARCHAR(35) NOT NULL,
	roles VARCHAR(100) NOT NULL,
	active BOOLEAN DEFAULT 1 NOT NULL,
	created_at BIGINT NOT NULL,
	job_title VARCHAR(200) DEFAULT '' NOT NULL,
	manager_number VARCHAR(100) DEFAULT '' NOT NULL,
	joined_on VARCHAR(10) DEFAULT '' NOT NULL,
	external_id VARCHAR(200),
	deactivated_at BIGINT,
	CONSTRAINT pk_users PRIMARY KEY (id),
	CONSTRAINT uq_users_email_key UNIQUE (email_key),
	CONSTRAINT uq_users_employee_number UNIQUE (employee_number)
)
 WITHOUT ROWID;

CREATE INDEX ix_users_department_code ON users (department_code);

CREATE UNIQUE INDEX ix_users_external_id ON users (external_id);

CREATE INDEX ix_users_kana_order ON users (coalesce(nullif(kana, ''), name), coalesce(employee_number, ''), id);

CREATE TABLE api_tokens (
	id VARCHAR(36) NOT NULL,
	token_hash VARCHAR(64) NOT NULL,
	name VARCHAR(100) NOT NULL,
	scopes VARCHAR(200) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT,
	last_used_at BIGINT,
	revoked_at BIGINT,
	CONSTRAINT pk_api_tokens PRIMARY KEY (id),
	CONSTRAINT uq_api_tokens_token_hash UNIQUE (token_hash),
	CONSTRAINT fk_api_tokens_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_api_tokens_user_id ON api_tokens (user_id);

CREATE TABLE directory_entries (
	user_id VARCHAR(36) NOT NULL,
	user_name_key VARCHAR(254),
	said TEXT NOT NULL,
	held TEXT NOT NULL,
	changed_at BIGINT NOT NULL,
	deleted_at BIGINT,
	CONSTRAINT pk_directory_entries PRIMARY KEY (user_id),
	CONSTRAINT fk_directory_entries_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE,
	CONSTRAINT uq_directory_entries_user_name_key UNIQUE (user_name_key)
)
 WITHOUT ROWID;

CREATE TABLE enrollments (
	id VARCHAR(36) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	course_id VARCHAR(200) NOT NULL,
	number INTEGER NOT NULL,
	source VARCHAR(20) NOT NULL,
	cohort_id VARCHAR(36),
	assigned_at BIGINT NOT NULL,
	due_at BIGINT,
	language VARCHAR(35) NOT NULL,
	course_revision VARCHAR(80) NOT NULL,
	course_version VARCHAR(200) NOT NULL,
	started_at BIGINT,
	last_activity_at BIGINT,
	modules_done INTEGER DEFAULT '0' NOT NULL,
	modules_total INTEGER DEFAULT '0' NOT NULL,
	units INTEGER,
	max_units INTEGER,
	scale INTEGER,
	pass_percent INTEGER,
	attempts INTEGER DEFAULT '0' NOT NULL,
	first_units INTEGER,
	first_max_units INTEGER,
	first_scale INTEGER,
	study_ms BIGINT DEFAULT '0' NOT NULL,
	completed_at BIGINT,
	passed_at BIGINT,
	done_at BIGINT,
	done_rule VARCHAR(40),
	done_course_revision VARCHAR(80),
	done_course_version VARCHAR(200),
	expires_at BIGINT,
	waived_at BIGINT,
	waived_by VARCHAR(36),
	waive_reason VARCHAR(500),
	ended_at BIGINT,
	head_hash VARCHAR(64) DEFAULT '' NOT NULL,
	records INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pk_enrollments PRIMARY KEY (id),
	CONSTRAINT uq_enrollments_user_id_course_id_number UNIQUE (user_id, course_id, number),
	CONSTRAINT ck_enrollments_number_from_one CHECK (number >= 1),
	CONSTRAINT ck_enrollments_waived_by_somebody CHECK ((waived_at IS NULL) = (waived_by IS NULL)),
	CONSTRAINT fk_enrollments_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_enrollments_cohort_id ON enrollments (cohort_id);

CREATE UNIQUE INDEX uq_enrollments_current ON enrollments (course_id, user_id) WHERE ended_at IS NULL;

CREATE TABLE identities (
	issuer VARCHAR(255) NOT NULL,
	subject VARCHAR(255) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	linked_at BIGINT NOT NULL,
	CONSTRAINT pk_identities PRIMARY KEY (issuer, subject),
	CONSTRAINT fk_identities_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX ix_identities_user_id ON identities (user_id);

CREATE TABLE mails (
	id VARCHAR(36) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	kind VARCHAR(20) NOT NULL,
	dedupe VARCHAR(200) NOT NULL,
	facts TEXT NOT NULL,
	state VARCHAR(10) NOT NULL,
	queued_at BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	claimed_at BIGINT,
	sent_at BIGINT,
	tries INTEGER DEFAULT '0' NOT NULL,
	problem VARCHAR(200),
	CONSTRAINT pk_mails PRIMARY KEY (id),
	CONSTRAINT fk_mails_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE,
	CONSTRAINT uq_mails_dedupe UNIQUE (dedupe)
)
 WITHOUT ROWID;

CREATE INDEX ix_mails_state_due_at ON mails (state, due_at);

CREATE INDEX ix_mails_user_id ON mails (user_id);

CREATE TABLE review_items (
	user_id VARCHAR(36) NOT NULL,
	course_id VARCHAR(200) NOT NULL,
	quiz VARCHAR(200) NOT NULL,
	question VARCHAR(200) NOT NULL,
	state INTEGER NOT NULL,
	step INTEGER,
	stability DOUBLE,
	difficulty DOUBLE,
	last_at BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	reviews INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pk_review_items PRIMARY KEY (user_id, course_id, quiz, question),
	CONSTRAINT fk_review_items_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE review_plans (
	user_id VARCHAR(36) NOT NULL,
	started_at BIGINT NOT NULL,
	CONSTRAINT pk_review_plans PRIMARY KEY (user_id),
	CONSTRAINT fk_review_plans_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE roster_drafts (
	id VARCHAR(36) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	created_at BIGINT NOT NULL,
	encoding VARCHAR(20) NOT NULL,
	whole BOOLEAN NOT NULL,
	rows TEXT NOT NULL,
	CONSTRAINT pk_roster_drafts PRIMARY KEY (id),
	CONSTRAINT fk_roster_drafts_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_roster_drafts_user_id ON roster_drafts (user_id);

CREATE TABLE saved_views (
	id VARCHAR(36) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	name VARCHAR(100) NOT NULL,
	"query" TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_saved_views PRIMARY KEY (id),
	CONSTRAINT uq_saved_views_user_id_name UNIQUE (user_id, name),
	CONSTRAINT fk_saved_views_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE second_factors (
	user_id VARCHAR(36) NOT NULL,
	secret TEXT NOT NULL,
	confirmed_at BIGINT,
	last_step BIGINT DEFAULT '0' NOT NULL,
	recovery TEXT DEFAULT '[]' NOT NULL,
	CONSTRAINT pk_second_factors PRIMARY KEY (user_id),
	CONSTRAINT fk_second_factors_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE sessions (
	token_hash VARCHAR(64) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	created_at BIGINT NOT NULL,
	last_seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	browser VARCHAR(80) DEFAULT '' NOT NULL,
	factor_at BIGINT,
	CONSTRAINT pk_sessions PRIMARY KEY (token_hash),
	CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE INDEX ix_sessions_user_id ON sessions (user_id);

CREATE TABLE tickets (
	token_hash VARCHAR(64) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	purpose VARCHAR(20) NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	CONSTRAINT pk_tickets PRIMARY KEY (token_hash),
	CONSTRAINT fk_tickets_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX ix_tickets_expires_at ON tickets (expires_at);

CREATE INDEX ix_tickets_user_id ON tickets (user_id);

CREATE TABLE attempts (
	id VARCHAR(36) NOT NULL,
	enrollment_id VARCHAR(36) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	course_id VARCHAR(200) NOT NULL,
	quiz VARCHAR(200) NOT NULL,
	module VARCHAR(200),
	number INTEGER NOT NULL,
	revision VARCHAR(80) NOT NULL,
	course_revision VARCHAR(80) NOT NULL,
	course_version VARCHAR(200) NOT NULL,
	completion_rule VARCHAR(40) NOT NULL,
	graded BOOLEAN NOT NULL,
	pass_percent INTEGER,
	scale INTEGER NOT NULL,
	max_units INTEGER NOT NULL,
	seed VARCHAR(40) NOT NULL,
	orders TEXT NOT NULL,
	language VARCHAR(35) NOT NULL,
	started_at BIGINT NOT NULL,
	submitted_at BIGINT,
	units INTEGER,
	passed BOOLEAN,
	grader_version VARCHAR(20) NOT NULL,
	questions TEXT,
	deadline_at BIGINT,
	closed_by VARCHAR(20),
	CONSTRAINT pk_attempts PRIMARY KEY (id),
	CONSTRAINT uq_attempts_enrollment_id_quiz_number UNIQUE (enrollment_id, quiz, number),
	CONSTRAINT ck_attempts_submitted_has_units CHECK ((submitted_at IS NULL) = (units IS NULL)),
	CONSTRAINT ck_attempts_units_in_range CHECK (units IS NULL OR (units >= 0 AND units <= max_units)),
	CONSTRAINT fk_attempts_enrollment_id FOREIGN KEY(enrollment_id) REFERENCES enrollments (id),
	CONSTRAINT fk_attempts_user_id FOREIGN KEY(user_id) REFERENCES users (id),
	CONSTRAINT fk_attempts_revision FOREIGN KEY(revision) REFERENCES quiz_revisions (revision),
	CONSTRAINT fk_attempts_course_revision FOREIGN KEY(course_revision) REFERENCES course_revisions (revision)
)
 WITHOUT ROWID;

CREATE INDEX ix_attempts_deadline_at ON attempts (deadline_at) WHERE submitted_at IS NULL AND deadline_at IS NOT NULL;

CREATE UNIQUE INDEX uq_attempts_open ON attempts (enrollment_id, quiz) WHERE submitted_at IS NULL;

CREATE TABLE certificates (
	number VARCHAR(20) NOT NULL,
	enrollment_id VARCHAR(36) NOT NULL,
	user_id VARCHAR(36) NOT NULL,
	name VARCHAR(200),
	course_id VARCHAR(200) NOT NULL,
	course_title TEXT NOT NULL,
	course_version VARCHAR(200) NOT NULL,
	course_revision VARCHAR(80) NOT NULL,
	issuer TEXT NOT NULL,
	done_at BIGINT NOT NULL,
	issued_at BIGINT NOT NULL,
	expires_at BIGINT,
	units INTEGER,
	max_units INTEGER,
	status_list INTEGER NOT NULL,
	status_index INTEGER NOT NULL,
	revoked_at BIGINT,
	revoked_by VARCHAR(36),
	revoked_reason VARCHAR(20),
	CONSTRAINT pk_certificates PRIMARY KEY (number),
	CONSTRAINT uq_certificates_status_list_status_index UNIQUE (status_list, status_index),
	CONSTRAINT ck_certificates_revoked_by_somebody_for_a_reason CHECK ((revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_reason IS NULL)),
	CONSTRAINT fk_certificates_enrollment_id FOREIGN KEY(enrollment_id) REFERENCES enrollments (id),
	CONSTRAINT fk_certificates_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_certificates_user_id ON certificates (user_id);

CREATE UNIQUE INDEX uq_certificates_held ON certificates (enrollment_id) WHERE revoked_at IS NULL;

CREATE TABLE module_records (
	enrollment_id VARCHAR(36) NOT NULL,
	module VARCHAR(200) NOT NULL,
	started_at BIGINT NOT NULL,
	last_activity_at BIGINT NOT NULL,
	language VARCHAR(35) NOT NULL,
	seen_at BIGINT,
	completed_at BIGINT,
	passed_at BIGINT,
	best_units INTEGER,
	best_max_units INTEGER,
	best_scale INTEGER,
	pass_percent INTEGER,
	attempts INTEGER DEFAULT '0' NOT NULL,
	done_at BIGINT,
	done_rule VARCHAR(40),
	done_course_revision VARCHAR(80),
	done_course_version VARCHAR(200),
	CONSTRAINT pk_module_records PRIMARY KEY (enrollment_id, module),
	CONSTRAINT fk_module_records_enrollment_id FOREIGN KEY(enrollment_id) REFERENCES enrollments (id)
)
 WITHOUT ROWID;

CREATE TABLE records (
	enrollment_id VARCHAR(36) NOT NULL,
	number INTEGER NOT NULL,
	at BIGINT NOT NULL,
	kind VARCHAR(40) NOT NULL,
	actor VARCHAR(36) NOT NULL,
	body TEXT NOT NULL,
	previous_hash VARCHAR(64) NOT NULL,
	hash VARCHAR(64) NOT NULL,
	CONSTRAINT pk_records PRIMARY KEY (enrollment_id, number),
	CONSTRAINT fk_records_enrollment_id FOREIGN KEY(enrollment_id) REFERENCES enrollments (id)
);

CREATE TABLE regrades (
	attempt_id VARCHAR(36) NOT NULL,
	number INTEGER NOT NULL,
	at BIGINT NOT NULL,
	actor VARCHAR(36) NOT NULL,
	reason VARCHAR(500) NOT NULL,
	method VARCHAR(20) NOT NULL,
	question VARCHAR(200),
	revision VARCHAR(80),
	units INTEGER NOT NULL,
	max_units INTEGER NOT NULL,
	scale INTEGER NOT NULL,
	passed BOOLEAN,
	changed TEXT NOT NULL,
	CONSTRAINT pk_regrades PRIMARY KEY (attempt_id, number),
	CONSTRAINT fk_regrades_attempt_id FOREIGN KEY(attempt_id) REFERENCES attempts (id),
	CONSTRAINT fk_regrades_revision FOREIGN KEY(revision) REFERENCES quiz_revisions (revision)
)
 WITHOUT ROWID;

CREATE TABLE responses (
	attempt_id VARCHAR(36) NOT NULL,
	question VARCHAR(200) NOT NULL,
	part VARCHAR(100) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	id VARCHAR(36) NOT NULL,
	response TEXT NOT NULL,
	language VARCHAR(35) NOT NULL,
	units INTEGER NOT NULL,
	max_units INTEGER NOT NULL,
	reason VARCHAR(20),
	stored_at BIGINT NOT NULL,
	confidence VARCHAR(10),
	carried_from VARCHAR(36),
	CONSTRAINT pk_responses PRIMARY KEY (attempt_id, question, part, version),
	CONSTRAINT fk_responses_attempt_id FOREIGN KEY(attempt_id) REFERENCES attempts (id)
)
 WITHOUT ROWID;
